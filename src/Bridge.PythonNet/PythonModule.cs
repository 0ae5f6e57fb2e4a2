using Python.Runtime;

namespace Bridge.PythonNet;

/// <summary>The Python sources that this assembly carries.</summary>
internal static class PythonModule
{
    /// <summary>Loads one as a module. Needs the GIL.</summary>
    /// <param name="name">The name of the module.</param>
    /// <param name="file">The name of its source.</param>
    public static PyObject Load(string name, string file)
    {
        using var stream = typeof(PythonModule).Assembly.GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {file}.");
        using var reader = new StreamReader(stream);
        return PyModule.FromString(name, reader.ReadToEnd(), $"<Bridge.PythonNet/{file}>");
    }
}
