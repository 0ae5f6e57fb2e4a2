using System.Diagnostics;
using System.Globalization;
using Bridge.Hosting;

/// <summary>A plain CPython process with a proxy of the same dict.</summary>
internal sealed class PlainPython : IDisposable
{
    private readonly Process _process;

    private PlainPython(Process process) => _process = process;

    public static async Task<PlainPython> StartAsync(ManagerProcess manager, string ident)
    {
        var process = Process.Start(new ProcessStartInfo(
            manager.Python.Executable, [Path.Combine(AppContext.BaseDirectory, "plain.py"), manager.Address.Path!, ident])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        await process.StandardInput.WriteLineAsync(Convert.ToHexString(manager.AuthKey.ToArray()));
        await process.StandardOutput.ReadLineAsync();
        return new PlainPython(process);
    }

    /// <summary>Calls a second.</summary>
    public async Task<double> MeasureAsync(int calls)
    {
        await _process.StandardInput.WriteLineAsync(calls.ToString(CultureInfo.InvariantCulture));
        return calls / double.Parse((await _process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
