using System.Diagnostics;
using Bridge.Proxies;
using Bridge.PythonNet;
using Python.Runtime;

await using var python = await EmbeddedPython.StartAsync();

// A function of a Python library, with values both ways.
var mean = await python.CallAsync<double>("statistics", "mean", [new[] { 1.5, 2.5, 3.5 }]);
Console.WriteLine($"mean {mean}");

// Direct work with pythonnet's objects, on a Python thread with the GIL held.
var text = await python.RunAsync(() =>
{
    using dynamic textwrap = Py.Import("textwrap");
    return (string)textwrap.shorten("Python and .NET in one process", width: 20);
});
Console.WriteLine(text);

// A genuine manager on threads of this process, which serves a live C# object.
var stock = new Stock();
stock.Add("tea", 3);
await using var manager = await EmbeddedManager.StartAsync(
    python, new EmbeddedManagerOptions().Register("Stock", () => stock));

// A list of that manager, given to Python code as a genuine ListProxy.
await using var sold = await manager.Client.CreateListAsync<string>();
await python.RunAsync(() =>
{
    using var list = python.ToPython(sold);
    using var item = new PyString("coffee");
    list.InvokeMethod("append", item).Dispose();
});

// A Python process that knows nothing of .NET: address and authkey are all it needs.
var client = new ProcessStartInfo(python.Python.Executable, [Path.Combine(AppContext.BaseDirectory, "client.py")])
{
    RedirectStandardInput = true,
};
using (var process = Process.Start(client)!)
{
    await process.StandardInput.WriteLineAsync(manager.Address.ToString());
    await process.StandardInput.WriteLineAsync(Convert.ToHexString(manager.AuthKey.ToArray()));
    await process.StandardInput.WriteLineAsync(sold.Token.Id);
    await process.WaitForExitAsync();
}

Console.WriteLine($"sold {string.Join(", ", await sold.GetSnapshotAsync())}; tea left {stock.Add("tea", 0)}");
