namespace Bridge.InteropTests.Pickle;

/// <summary>One process for each Python, started when it is asked first.</summary>
public sealed class TypesDocumentPythons : IAsyncDisposable
{
    private readonly Dictionary<TestPython, TypesDocumentPython> _started = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var python in _started.Values)
        {
            await python.DisposeAsync();
        }
    }

    internal TypesDocumentPython Get(TestPython python)
    {
        if (!_started.TryGetValue(python, out var started))
        {
            var script = PythonScript.Start(
                python.Path, TypesDocumentPython.Program, TypesDocumentPython.Modules, TypesDocument.Definitions);
            _started[python] = started = new TypesDocumentPython(script);
        }

        return started;
    }
}
