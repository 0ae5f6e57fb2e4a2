namespace Bridge.Pickle;

/// <summary>The names that pickles of numpy have.</summary>
internal static class NumpyNames
{
    /// <summary>
    /// The inner package of numpy 1. Its names <c>multiarray._reconstruct</c> and <c>multiarray.scalar</c> are kept by
    /// numpy 2 for pickles, without a warning (numpy/core/multiarray.py); so they are what is written.
    /// </summary>
    internal const string Numpy1Core = "numpy.core";

    /// <summary>The inner package of numpy 2; known to numpy from 1.26 on, but not its <c>numeric</c>.</summary>
    internal const string Numpy2Core = "numpy._core";

    internal static PythonGlobal Dtype { get; } = new("numpy", "dtype");

    internal static PythonGlobal Array { get; } = new("numpy", "ndarray");

    internal static PythonGlobal Reconstruct1 { get; } = new(Numpy1Core + ".multiarray", "_reconstruct");

    internal static PythonGlobal Reconstruct2 { get; } = new(Numpy2Core + ".multiarray", "_reconstruct");

    internal static PythonGlobal FromBuffer1 { get; } = new(Numpy1Core + ".numeric", "_frombuffer");

    internal static PythonGlobal FromBuffer2 { get; } = new(Numpy2Core + ".numeric", "_frombuffer");

    internal static PythonGlobal Scalar1 { get; } = new(Numpy1Core + ".multiarray", "scalar");

    internal static PythonGlobal Scalar2 { get; } = new(Numpy2Core + ".multiarray", "scalar");

    /// <summary>The second argument of <c>_reconstruct</c>, which BUILD replaces.</summary>
    internal static byte[] PlaceholderType { get; } = [(byte)'b'];

    internal static string CoreOf(PythonGlobal global) =>
        global.Module.StartsWith(Numpy2Core, StringComparison.Ordinal) ? Numpy2Core : Numpy1Core;
}
