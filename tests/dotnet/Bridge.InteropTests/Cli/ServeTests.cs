using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Bridge.InteropTests.Cli;

/// <summary><c>serve</c>, <c>inspect</c>, and joining a manager with <c>run --manager</c>.</summary>
public sealed class ServeTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task Serve_says_when_it_is_ready_and_ends_with_an_interrupt()
    {
        await using var server = Tool.Start(_folder.Path, "serve", "-a", "tcp://127.0.0.1:0");
        var ready = await ReadReadyAsync(server);

        Assert.Matches(@"^tcp://127\.0\.0\.1:[1-9]\d*$", ready.GetProperty("address").GetString());
        Assert.Matches(@"^3\.\d+\.\d+$", ready.GetProperty("python").GetString());
        Assert.Contains(ready.GetProperty("pid").GetInt32(), server.ProcessIds);
        var keyFile = ready.GetProperty("authkey_file").GetString()!;
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(keyFile));
        }

        await server.SignalAsync("INT");
        var result = await server.WaitAsync(Soon);

        Assert.Equal(130, result.ExitCode);
        Assert.Empty(server.ProcessIds);
        Assert.False(File.Exists(keyFile));
    }

    [Fact(Timeout = 60_000)]
    public async Task Inspect_lists_what_lives_in_the_manager()
    {
        await using var server = Tool.Start(_folder.Path, "serve");
        var (address, keyFile) = await ReadAddressAsync(server);
        var before = await InspectAsync(address, keyFile);
        _folder.Write("worker.py", "def f(row):\n    return row\n");
        await using var run = Tool.Start(
            _folder.Path, "run", "worker.py:f", "-i", "-", "--workers", "1", "--manager", address, "--authkey-file", keyFile);
        await run.Input.WriteAsync("id\n" + string.Concat(Enumerable.Range(0, 100).Select(id => $"{id}\n")));
        await run.Input.FlushAsync(TestContext.Current.CancellationToken);
        await run.Output.ReadLineAsync(TestContext.Current.CancellationToken);

        var during = await InspectAsync(address, keyFile);
        run.Input.Close();
        Assert.Equal(0, (await run.WaitAsync(Soon)).ExitCode);
        var after = await InspectAsync(address, keyFile);

        Assert.Contains(during.EnumerateArray(), item => item.GetProperty("type").GetString() == "Queue" && item.GetProperty("refcount").GetInt32() >= 1);
        Assert.All(during.EnumerateArray(), item => Assert.Equal(["id", "type", "refcount", "text"], item.EnumerateObject().Select(p => p.Name)));
        Assert.Equal(before.GetArrayLength(), after.GetArrayLength());
        await server.SignalAsync("INT");
    }

    [Fact(Timeout = 60_000)]
    public async Task Serve_takes_the_key_from_the_environment()
    {
        var environment = new Dictionary<string, string> { ["BRIDGE_AUTHKEY"] = "sésame" };
        await using var server = Tool.Start(_folder.Path, environment, "serve");
        var ready = await ReadReadyAsync(server);
        _folder.Write("key", "sésame\n");

        var objects = await InspectAsync(ready.GetProperty("address").GetString()!, "key");

        Assert.Equal(JsonValueKind.Null, ready.GetProperty("authkey_file").ValueKind);
        Assert.Equal(JsonValueKind.Array, objects.ValueKind);
        await server.SignalAsync("INT");
    }

    [Fact(Timeout = 60_000)]
    public async Task Inspect_with_the_wrong_key_says_one_sentence()
    {
        await using var server = Tool.Start(_folder.Path, "serve");
        var (address, _) = await ReadAddressAsync(server);
        _folder.Write("key", "wrong");

        AssertOneSentence(await RunInspectAsync(address, "key"), 1);
        await server.SignalAsync("INT");
    }

    [Fact(Timeout = 60_000)]
    public async Task Inspect_where_nobody_listens_says_one_sentence()
    {
        _folder.Write("key", "x");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"tcp://{listener.LocalEndpoint}";
        listener.Stop();

        AssertOneSentence(await RunInspectAsync(address, "key"), 1);
        AssertOneSentence(await RunInspectAsync(Path.Combine(_folder.Path, "socket"), "key"), 1);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("")]
    [InlineData("485454502F312E31203430302042616420526571756573740D0A0D0A")]
    [InlineData("00000014234348")]
    [InlineData("7FFFFFFF")]
    public async Task Inspect_of_a_server_that_is_no_manager_says_one_sentence(string greeting)
    {
        _folder.Write("key", "x");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = AnswerAllAsync(listener, Convert.FromHexString(greeting));

        AssertOneSentence(await RunInspectAsync($"tcp://{listener.LocalEndpoint}", "key"), 1);

        listener.Stop();
        await serving;
    }

    [Theory(Timeout = 60_000)]
    [InlineData("--register", "missing_module:register")]
    [InlineData("--address", "/nowhere/folder/socket")]
    public async Task Serve_that_cannot_start_says_one_sentence(string option, string value)
    {
        await using var server = Tool.Start(_folder.Path, "serve", option, value);
        server.Input.Close();

        AssertOneSentence(await server.WaitAsync(Soon), 2);
    }

    [Fact(Timeout = 60_000)]
    public async Task Serve_whose_terminal_is_closed_removes_its_key()
    {
        await using var server = Tool.Start(_folder.Path, "serve");
        var (_, keyFile) = await ReadAddressAsync(server);

        await server.SignalAsync("HUP");

        Assert.Equal(130, (await server.WaitAsync(Soon)).ExitCode);
        Assert.False(File.Exists(keyFile));
    }

    [Fact(Timeout = 60_000)]
    public async Task Doctor_refuses_a_named_python_that_does_not_run()
    {
        var environment = new Dictionary<string, string> { ["BRIDGE_PYTHON"] = "/nowhere/python" };
        await using var doctor = Tool.Start(_folder.Path, environment, "doctor", "--json");
        doctor.Input.Close();
        var result = await doctor.WaitAsync();
        var report = JsonDocument.Parse(result.Output).RootElement;

        Assert.Equal(1, result.ExitCode);
        Assert.False(report.GetProperty("healthy").GetBoolean());
        Assert.Contains("/nowhere/python", report.GetProperty("problem").GetString(), StringComparison.Ordinal);
    }

    private static async Task AnswerAllAsync(TcpListener listener, byte[] greeting)
    {
        var clients = new List<TcpClient>();
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(CancellationToken.None);
                clients.Add(client);
                await client.GetStream().WriteAsync(greeting, CancellationToken.None);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    private static async Task<JsonElement> ReadReadyAsync(Tool server)
    {
        var line = await server.Output.ReadLineAsync(TestContext.Current.CancellationToken);
        var ready = JsonDocument.Parse(line!).RootElement;
        Assert.True(ready.GetProperty("ready").GetBoolean());
        return ready;
    }

    private static async Task<(string Address, string KeyFile)> ReadAddressAsync(Tool server)
    {
        var ready = await ReadReadyAsync(server);
        return (ready.GetProperty("address").GetString()!, ready.GetProperty("authkey_file").GetString()!);
    }

    private static void AssertOneSentence(ToolResult result, int exitCode)
    {
        Assert.True(result.ExitCode == exitCode, result.ToString());
        Assert.StartsWith("bridge: ", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    private async Task<JsonElement> InspectAsync(string address, string keyFile)
    {
        var result = await Tool.RunAsync(_folder.Path, "inspect", address, "--authkey-file", keyFile, "--json");
        Assert.True(result.ExitCode == 0, result.ToString());
        return JsonDocument.Parse(result.Output).RootElement;
    }

    private async Task<ToolResult> RunInspectAsync(string address, string keyFile)
    {
        await using var tool = Tool.Start(_folder.Path, "inspect", address, "--authkey-file", keyFile);
        tool.Input.Close();
        return await tool.WaitAsync(Soon);
    }
}
