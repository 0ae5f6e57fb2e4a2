namespace Bridge.PythonNet.Tests;

/// <summary>The one CPython of this test process, which <c>BRIDGE_PYTHON</c> may name.</summary>
public sealed class PythonFixture : IAsyncLifetime
{
    private EmbeddedPython? _python;
    private string? _missing;

    /// <summary>The interpreter; a machine that has none to embed skips the test, and says what is missing.</summary>
    public EmbeddedPython Python
    {
        get
        {
            Assert.SkipWhen(_python is null, _missing ?? "");
            return _python;
        }
    }

    /// <summary>What Python printed and logged.</summary>
    internal RecordingLoggerFactory Log { get; } = new();

    public async ValueTask InitializeAsync()
    {
        try
        {
            _python = await EmbeddedPython.StartAsync(
                new EmbeddedPythonOptions { LoggerFactory = Log, CaptureOutput = true, MaxThreads = 32 });
        }
        catch (PythonNotFoundException e)
        {
            _missing = e.Message;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_python is not null)
        {
            await _python.DisposeAsync();
        }

        Log.Dispose();
    }
}
