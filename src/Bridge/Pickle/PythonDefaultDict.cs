using System.Diagnostics.CodeAnalysis;

namespace Bridge.Pickle;

/// <summary>
/// A <c>collections.defaultdict</c>. Here a missing key stays missing: nothing of Python is ever called.
/// </summary>
/// <remarks>Not thread-safe; one caller at a time.</remarks>
[SuppressMessage("Naming", "CA1710", Justification = "Python's word.")]
public sealed class PythonDefaultDict : PythonDict, IPythonReducible
{
    private static readonly PythonGlobal Class = new("collections", "defaultdict");

    /// <summary>An empty dict.</summary>
    /// <param name="factory">What Python calls for a missing key; null for None.</param>
    public PythonDefaultDict(object? factory) => Factory = factory;

    /// <summary>Copies the pairs; a later one replaces the value of an earlier one with an equal key.</summary>
    /// <param name="factory">What Python calls for a missing key; null for None.</param>
    /// <param name="pairs">Keys and values.</param>
    /// <exception cref="ArgumentException">A key is not hashable.</exception>
    public PythonDefaultDict(object? factory, IEnumerable<KeyValuePair<object?, object?>> pairs)
        : base(pairs) => Factory = factory;

    /// <summary>What Python calls for a missing key, mostly a <see cref="PythonGlobal"/>; null for None.</summary>
    public object? Factory { get; }

    PythonObject IPythonReducible.Reduce(PickleOptions options) =>
        new(Class, Factory is null ? PythonTuple.Empty : new PythonTuple(Factory)) { Pairs = [.. this] };
}
