using Bridge.Pickle;

namespace Bridge.Proxies;

/// <summary>Python's slices for lists and arrays.</summary>
internal static class Slices
{
    /// <summary><c>[:]</c></summary>
    public static readonly PythonSlice All = new(null, null, null);

    /// <summary><c>[start:stop:step]</c></summary>
    /// <exception cref="ArgumentOutOfRangeException">The step is zero.</exception>
    public static PythonSlice Of(int? start, int? stop, int? step) =>
        step == 0
            ? throw new ArgumentOutOfRangeException(nameof(step), "The step of a slice must not be zero.")
            : new PythonSlice(start, stop, step);
}
