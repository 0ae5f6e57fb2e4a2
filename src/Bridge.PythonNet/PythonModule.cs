using Python.Runtime;

namespace Bridge.PythonNet;

/// <summary>The Python package that this assembly carries: <c>bridge_embedded</c>.</summary>
internal static class PythonModule
{
    private const string Package = "bridge_embedded";

    // Each imports only from those before it.
    private static readonly string[] Parts =
        ["proxies", "values", "errors", "coroutines", "calls", "output", "process"];

    /// <summary>Loads it, but for the parts that are loaded when they are needed. Needs the GIL.</summary>
    public static PyObject LoadPackage()
    {
        foreach (var part in Parts)
        {
            LoadPart(part).Dispose();
        }

        return Load(Package, "__init__");
    }

    /// <summary>Loads one of its modules. Needs the GIL.</summary>
    public static PyObject LoadPart(string name) => Load($"{Package}.{name}", name);

    private static PyModule Load(string module, string source)
    {
        var file = $"{Package}/{source}.py";
        using var stream = typeof(PythonModule).Assembly.GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {file}.");
        using var reader = new StreamReader(stream);
        return PyModule.FromString(module, reader.ReadToEnd(), $"<Bridge.PythonNet/{file}>");
    }
}
