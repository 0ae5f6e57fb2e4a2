using Bridge.Connections;
using Bridge.Manager;
using Bridge.Proxies;
using Bridge.TestUtilities;

namespace Bridge.PythonNet.Tests;

public sealed class EmbeddedManagerTests(PythonFixture fixture)
{
    private const string Connect = """
        import sys, threading
        from multiprocessing import current_process
        from multiprocessing.managers import SyncManager

        class Manager(SyncManager): pass

        Manager.register("Calculator")
        key = bytes.fromhex(sys.argv[2])
        current_process().authkey = key
        manager = Manager(sys.argv[1], key)
        manager.connect()
        calculator = manager.Calculator()

        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private EmbeddedPython Python => fixture.Python;

    [Fact]
    public async Task A_stock_Python_process_calls_a_live_CSharp_object()
    {
        var calculator = new Calculator();
        await using var manager = await StartAsync(calculator);
        await using var script = Run(
            manager,
            """
            print(calculator.add(1, 2), calculator.add(a=5), calculator.total(), calculator)
            print(calculator.average([1.0, 2.5]), calculator.echo({"k": (None, b"x", 2**70)}))
            print(sorted(name for name in dir(calculator) if not name.startswith("_")))
            shared = manager.list([1, 2, 3])
            print(calculator.sum_of(shared), len(shared))
            """);

        Assert.Equal("3 15 18 the calculator", await script.ReadLineAsync(Cancel));
        Assert.Equal("1.75 {'k': (None, b'x', 1180591620717411303424)}", await script.ReadLineAsync(Cancel));
        Assert.Equal("['add', 'average', 'echo', 'fail', 'sum_of', 'total', 'wait_for_end']", await script.ReadLineAsync(Cancel));
        Assert.Equal("6 3", await script.ReadLineAsync(Cancel));
        Assert.Equal(18, calculator.Total());
    }

    [Fact]
    public async Task CSharp_exceptions_arrive_as_Pythons()
    {
        await using var manager = await StartAsync(new Calculator());
        await using var script = Run(
            manager,
            """
            for call in (lambda: calculator.fail("argument"), lambda: calculator.fail("key"), lambda: calculator.fail("python"),
                         lambda: calculator.fail("other"), lambda: calculator.add(), lambda: calculator.add("x"),
                         lambda: calculator.add(1, 2, 3), lambda: calculator.add(1, c=2), lambda: calculator.add(1, a=2)):
                try:
                    call()
                except Exception as error:
                    print(type(error).__name__, error.args)
            try:
                calculator._getvalue()
            except Exception as error:
                print(str(error).strip().splitlines()[-1 if "cannot be copied" in str(error).splitlines()[-1] else -3])
            """);

        Assert.Equal("ValueError ('the argument is bad',)", await script.ReadLineAsync(Cancel));
        Assert.Equal("KeyError ('no such key',)", await script.ReadLineAsync(Cancel));
        Assert.Equal("LookupError ('as I say', 3)", await script.ReadLineAsync(Cancel));
        Assert.Equal("RuntimeError ('System.InvalidTimeZoneException: strange',)", await script.ReadLineAsync(Cancel));
        Assert.Equal("TypeError (\"add() missing the required argument 'a'\",)", await script.ReadLineAsync(Cancel));
        Assert.StartsWith("TypeError (\"add() argument 'a': The value is a Python str", await script.ReadLineAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal("TypeError ('add() takes 2 positional arguments but 3 were given',)", await script.ReadLineAsync(Cancel));
        Assert.Equal("TypeError (\"add() got an unexpected argument 'c'\",)", await script.ReadLineAsync(Cancel));
        Assert.Equal("TypeError (\"add() got multiple values for argument 'a'\",)", await script.ReadLineAsync(Cancel));
        Assert.Contains("a live Calculator is used through its proxy; it cannot be copied", await script.ReadLineAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eight_processes_at_once_share_its_state_with_the_host()
    {
        const int Calls = 200;
        var calculator = new Calculator();
        await using var manager = await StartAsync(calculator);
        var scripts = Enumerable.Range(0, 8).Select(_ => Run(
            manager,
            $"""
            for i in range({Calls}):
                assert calculator.add(i, 1) == i + 1
            print("done")
            """)).ToList();
        var own = Task.Run(() =>
        {
            for (var i = 0; i < Calls; i++)
            {
                calculator.Add(i, 1);
            }
        }, Cancel);
        foreach (var script in scripts)
        {
            Assert.Equal("done", await script.ReadLineAsync(Cancel));
            await script.DisposeAsync();
        }

        await own;
        Assert.Equal(9 * (Calls * (Calls + 1) / 2), calculator.Total());
    }

    [Fact]
    public async Task CSharp_and_embedded_Python_use_the_manager_of_their_own_process()
    {
        await using var first = await StartAsync(new Calculator()); // whose key is that of the Python process
        await using var manager = await StartAsync(new Calculator());
        await using var calculator = await manager.Client.CreateAsync("Calculator", cancellationToken: Cancel);
        await using var list = await manager.Client.CreateListAsync<int>([4], Cancel);

        Assert.Equal(12, await calculator.CallAsync<int>("add", [5, 7], cancellationToken: Cancel));
        using var add = await Python.CallAsync<PythonReference>("builtins", "getattr", [calculator, "sum_of"], cancellationToken: Cancel);
        Assert.Equal(4, await Python.CallAsync<int>(add, [list], cancellationToken: Cancel));

        var objects = await manager.Client.GetObjectsAsync(Cancel);
        Assert.Equal(["[4]", "the calculator"], objects.Select(referent => referent.Text).Order());
    }

    [Fact]
    public async Task Two_managers_in_one_process_are_two()
    {
        await using var one = await StartAsync(new Calculator());
        await using var other = await StartAsync(new Calculator());
        await using var here = await one.Client.CreateListAsync<int>([1], Cancel);
        await using var there = await other.Client.CreateListAsync<object>([2], Cancel);

        Assert.Equal(1, await one.Client.GetObjectCountAsync(Cancel));
        Assert.Equal([1], await here.GetSnapshotAsync(Cancel));
        Assert.Equal([2], (await there.GetSnapshotAsync(Cancel)).Cast<long>());
        var error = await Assert.ThrowsAsync<PicklingException>(() => there.AppendAsync(here, Cancel).AsTask());
        Assert.Contains("belongs to the manager at", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_end_closes_connections_and_lets_objects_go()
    {
        var address = Path.Combine(Path.GetTempPath(), $"bridge-{Guid.NewGuid():N}");
        var reference = await StartAndForgetAsync(address);

        await Retry.UntilAsync("the C# object is collected", async () =>
        {
            await Python.CallAsync<int>("gc", "collect", cancellationToken: Cancel);
            GC.Collect();
            return !reference.IsAlive;
        });
        Assert.False(File.Exists(address));
    }

    [Fact]
    public async Task A_client_can_shut_it_down()
    {
        var manager = await StartAsync(new Calculator());
        await using var calculator = await manager.Client.CreateAsync("Calculator", cancellationToken: Cancel);
        var waiting = calculator.CallAsync("wait_for_end", cancellationToken: Cancel);
        await using var client = await ManagerClient.ConnectAsync(manager.Address, manager.AuthKey, cancellationToken: Cancel);

        await client.ShutdownServerAsync(Cancel);
        await manager.Stopped.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        await Assert.ThrowsAnyAsync<BridgeException>(() => waiting);
        await manager.DisposeAsync();
    }

    [Fact]
    public async Task An_address_in_use_is_Pythons_error()
    {
        await using var manager = await StartAsync(new Calculator());
        var error = await Assert.ThrowsAsync<RemoteException>(
            () => EmbeddedManager.StartAsync(Python, new EmbeddedManagerOptions { Address = manager.Address }, Cancel));

        Assert.Contains("Address already in use", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_end_completes_Stopped()
    {
        for (var i = 0; i < 10; i++)
        {
            var manager = await StartAsync(new Calculator());
            await manager.DisposeAsync();
            await manager.Stopped.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        }
    }

    [Fact]
    public async Task Arguments_bind_as_in_Python_and_results_are_made_without_the_GIL()
    {
        await using var manager = await EmbeddedManager.StartAsync(
            Python, new EmbeddedManagerOptions().Register<IShop>("Calculator", () => new Shop(Python)), Cancel);
        await using var script = Run(
            manager,
            """
            print(calculator.sum(), calculator.sum(1), calculator.sum(1, 2, 3))
            print(calculator.paint(), calculator.paint(2), calculator.open())
            print(calculator.lazy())
            for call in (lambda: calculator.paint(cancellation_token=None), lambda: calculator.parse("{")):
                try:
                    call()
                except Exception as error:
                    print(type(error).__name__, str(error)[:60])
            """);

        Assert.Equal("0 1 6", await script.ReadLineAsync(Cancel));
        Assert.Equal("Green Blue True", await script.ReadLineAsync(Cancel));
        Assert.Equal("[1, 2]", await script.ReadLineAsync(Cancel));
        Assert.Equal("TypeError paint() got an unexpected argument 'cancellation_token'", await script.ReadLineAsync(Cancel));
        Assert.StartsWith("RuntimeError json.decoder.JSONDecodeError: JSONDecodeError: Expecting", await script.ReadLineAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_served_is_refused_at_registration()
    {
        var options = new EmbeddedManagerOptions().Register("Calculator", () => new Calculator());

        Assert.StartsWith("The typeid 'Calculator' is registered already.", Refused(() => options.Register("Calculator", () => new Calculator())), StringComparison.Ordinal);
        Assert.StartsWith("The typeid 'a b' is no Python identifier.", Refused(() => options.Register("a b", () => new Calculator())), StringComparison.Ordinal);
        Assert.Equal("Overloaded has several methods that are 'run' in Python, which has no overloads; give them names by [PythonName].", Refused(() => options.Register("O", () => new Overloaded())));
        Assert.StartsWith("Spanning.Read cannot be served", Refused(() => options.Register("S", () => new Spanning())), StringComparison.Ordinal);
        Assert.StartsWith("Keyword.Import would be 'import' in Python", Refused(() => options.Register("K", () => new Keyword())), StringComparison.Ordinal);
        Assert.Equal("Record has no public method to serve.", Refused(() => options.Register("R", () => new Record())));
        Assert.Equal("Empty has no public method to serve.", Refused(() => options.Register("E", () => new Empty())));
    }

    private static string Refused(Action register) => Assert.Throws<ArgumentException>(register).Message;

    private static PythonScript Run(EmbeddedManager manager, string code) => PythonScript.Start(
        EmbeddedPython.Current!.Python.Executable, Connect + code, manager.Address.Path!, Convert.ToHexString(manager.AuthKey.ToArray()));

    private Task<EmbeddedManager> StartAsync(Calculator calculator) =>
        EmbeddedManager.StartAsync(Python, new EmbeddedManagerOptions().Register("Calculator", () => calculator), Cancel);

    private async Task<WeakReference> StartAndForgetAsync(string address)
    {
        var calculator = new Calculator();
        await using var manager = await EmbeddedManager.StartAsync(
            Python,
            new EmbeddedManagerOptions { Address = ManagerAddress.UnixSocket(address) }.Register("Calculator", () => calculator),
            Cancel);
        await using var proxy = await manager.Client.CreateAsync("Calculator", cancellationToken: Cancel);
        Assert.Equal(3, await proxy.CallAsync<int>("add", [1, 2], cancellationToken: Cancel));
        return new WeakReference(calculator);
    }

    private sealed class Overloaded
    {
        public int Run() => 1;

        public int Run(int count) => count;
    }

    private sealed class Spanning
    {
        public int Read(ReadOnlySpan<byte> bytes) => bytes.Length;
    }

    private sealed class Keyword
    {
        public int Import() => 1;
    }

    private sealed record Record;

    private sealed class Empty;
}
