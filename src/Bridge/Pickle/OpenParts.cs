using System.Runtime.CompilerServices;

namespace Bridge.Pickle;

/// <summary>Finds out whether a value contains a container that is still being filled: one that is on the stack.</summary>
/// <param name="open">The values on the stack.</param>
/// <param name="budget">Pays for each value that is looked for among them.</param>
internal readonly ref struct OpenParts(ReadOnlySpan<object?> open, CopyBudget budget)
{
    private readonly ReadOnlySpan<object?> _open = open;
    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether it does; also true where it is nested too deep to find out.</summary>
    /// <exception cref="UnpicklingException">It was looked for over and over.</exception>
    internal bool IsIn(object? value)
    {
        if (value is null or string or ValueType or byte[] || !_seen.Add(value))
        {
            return false;
        }

        budget.Spend(1 + (_open.Length / 64));
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            return true;
        }

        foreach (var other in _open)
        {
            if (ReferenceEquals(other, value))
            {
                return true;
            }
        }

        return value switch
        {
            List<object?> list => IsInAny(list),
            PythonTuple tuple => IsInAny(tuple),
            PythonDict dict => IsInAny(dict.Select(pair => pair.Value)) || IsInAny(dict.Select(pair => pair.Key)),
            PythonObject instance => IsIn(instance.Arguments) || IsIn(instance.State) || IsInAny(instance.Items ?? []),
            _ => false,
        };
    }

    private bool IsInAny(IEnumerable<object?> values)
    {
        foreach (var value in values)
        {
            if (IsIn(value))
            {
                return true;
            }
        }

        return false;
    }
}
