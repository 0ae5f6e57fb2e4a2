using System.Diagnostics.CodeAnalysis;

namespace Bridge.Pickle;

/// <summary>A <c>collections.Counter</c>: a dict of counts.</summary>
/// <remarks>Not thread-safe; one caller at a time.</remarks>
[SuppressMessage("Naming", "CA1710", Justification = "Python's word.")]
public sealed class PythonCounter : PythonDict, IPythonReducible
{
    private static readonly PythonGlobal Class = new("collections", "Counter");

    /// <summary>An empty counter.</summary>
    public PythonCounter()
    {
    }

    /// <summary>Copies keys and counts.</summary>
    /// <param name="counts">Keys and counts.</param>
    /// <exception cref="ArgumentException">A key is not hashable.</exception>
    public PythonCounter(IEnumerable<KeyValuePair<object?, object?>> counts)
        : base(counts)
    {
    }

    PythonObject IPythonReducible.Reduce(PickleOptions options) => new(Class, new PythonTuple(new PythonDict(this)));
}
