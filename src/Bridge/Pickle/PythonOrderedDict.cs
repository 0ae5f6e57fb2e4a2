using System.Diagnostics.CodeAnalysis;

namespace Bridge.Pickle;

/// <summary>A <c>collections.OrderedDict</c>. Equal to another one only with the same order.</summary>
/// <remarks>Not thread-safe; one caller at a time.</remarks>
[SuppressMessage("Naming", "CA1710", Justification = "Python's word.")]
public sealed class PythonOrderedDict : PythonDict, IStateful, IPythonReducible
{
    private static readonly PythonGlobal Class = new("collections", "OrderedDict");

    /// <summary>An empty dict.</summary>
    public PythonOrderedDict()
    {
    }

    /// <inheritdoc cref="PythonDict(IEnumerable{KeyValuePair{object?, object?}})"/>
    public PythonOrderedDict(IEnumerable<KeyValuePair<object?, object?>> pairs)
        : base(pairs)
    {
    }

    /// <summary>What was set on the object itself (<c>d.name = 1</c>); null when nothing was.</summary>
    public PythonDict? Attributes { get; set; }

    bool IStateful.TrySetState(object? state)
    {
        Attributes = state as PythonDict;
        return state is PythonDict or null;
    }

    PythonObject IPythonReducible.Reduce(PickleOptions options)
    {
        var result = new PythonObject(Class, PythonTuple.Empty) { Pairs = [.. this] };
        if (Attributes is { } attributes)
        {
            result.State = attributes;
        }

        return result;
    }
}
