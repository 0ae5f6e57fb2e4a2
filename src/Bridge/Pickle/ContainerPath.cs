using System.Runtime.CompilerServices;

namespace Bridge.Pickle;

/// <summary>The containers around the value that is being written; finds cycles and bounds the depth.</summary>
internal sealed class ContainerPath(int maxDepth)
{
    private readonly List<object> _path = [];

    /// <summary>
    /// How many containers up the value is: 1 for the one directly around; 0 when it is not among them.
    /// </summary>
    internal int FindUp(object container)
    {
        for (var i = _path.Count - 1; i >= 0; i--)
        {
            if (ReferenceEquals(_path[i], container))
            {
                return _path.Count - i;
            }
        }

        return 0;
    }

    internal void Enter(object container)
    {
        if (_path.Count >= maxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw PickleErrors.TooDeep(maxDepth, -1);
        }

        _path.Add(container);
    }

    internal void Leave() => _path.RemoveAt(_path.Count - 1);
}
