using System.Diagnostics;
using Bridge.Connections;
using Bridge.Hosting;
using Bridge.Manager;
using Bridge.Proxies;

namespace Bridge.InteropTests.Hosting;

public sealed class ManagerProcessTests : IDisposable
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-test-");

    public static TheoryData<TestPython> Pythons => [.. TestPythons.Usable];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task A_manager_starts_and_ends_with_every_usable_Python(TestPython python)
    {
        int id;
        ManagerAddress address;
        await using (var manager = await ManagerProcess.StartAsync(new() { Python = python.Path }, _token))
        {
            (id, address) = (manager.ProcessId, manager.Address);
            await using var list = await manager.Client.CreateListAsync<int>(_token);
            await list.AppendAsync(1, _token);
            Assert.Equal([1], await list.GetSnapshotAsync(_token));
            Assert.Equal(python.Version, new Version(manager.Python.Version.Major, manager.Python.Version.Minor));
        }

        Assert.False(ProcessList.IsRunning(id));
        Assert.False(File.Exists(address.Path), "The socket file is left over.");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_manager_listens_where_it_is_told_and_another_program_joins()
    {
        var key = AuthKey.FromString("shared");
        await using var manager = await ManagerProcess.StartAsync(
            new() { Address = ManagerAddress.Tcp("127.0.0.1", 0), AuthKey = key }, _token);
        Assert.Equal(ManagerAddressFamily.Tcp, manager.Address.Family);

        await using var other = await ManagerClient.ConnectAsync(manager.Address, key, cancellationToken: _token);

        await using var dict = await other.CreateDictAsync<string, int>(_token);
        Assert.Equal(1, await manager.Client.GetObjectCountAsync(_token));
    }

    [Fact(Timeout = 30_000)]
    public async Task An_abstract_socket_works_on_Linux()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Abstract sockets are Linux only.");
        await using var manager = await ManagerProcess.StartAsync(
            new() { Address = ManagerAddress.AbstractSocket($"bridge-test-{Environment.ProcessId}") }, _token);

        await manager.Client.PingAsync(_token);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_register_function_adds_typeids()
    {
        var file = Path.Combine(_folder.FullName, "my_types.py");
        await File.WriteAllTextAsync(file, """
            class Counter:
                def __init__(self, n=0):
                    self.n = n
                def increment(self):
                    self.n += 1
                    return self.n

            def register(manager):
                manager.register("Counter", Counter)
            """, _token);
        await using var manager = await ManagerProcess.StartAsync(new() { Register = [$"{file}:register"] }, _token);

        await using var counter = await manager.Client.CreateAsync("Counter", [4], cancellationToken: _token);

        Assert.Equal(5, await counter.CallAsync<int>("increment", cancellationToken: _token));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_killed_manager_fails_the_calls_and_is_reported()
    {
        await using var manager = await ManagerProcess.StartAsync(cancellationToken: _token);
        await using var queue = await manager.Client.CreateQueueAsync<int>(cancellationToken: _token);
        var waiting = queue.GetAsync(_token);

        Process.GetProcessById(manager.ProcessId).Kill();

        var error = await Assert.ThrowsAsync<BridgeConnectionException>(() => waiting);
        Assert.True(error.IsTransient);
        Assert.Equal(-9, await manager.Exited.WaitAsync(_token));
        await Retry.UntilAsync(
            "the private folder is removed", () => !Directory.Exists(Path.GetDirectoryName(manager.Address.Path)));
        await Assert.ThrowsAsync<BridgeConnectionException>(() => manager.Client.PingAsync(_token));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_Python_that_is_not_there_is_told_in_one_sentence()
    {
        var error = await Assert.ThrowsAsync<PythonNotFoundException>(
            () => ManagerProcess.StartAsync(new() { Python = "/no/such/python" }, _token));

        Assert.Contains("'/no/such/python' does not run", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_Python_that_is_too_old_is_told_with_its_version()
    {
        var old = TestPythons.All.FirstOrDefault(p => p.Version < new Version(3, 9));
        Assert.SkipWhen(old is null, "No Python older than 3.9 was found.");

        var error = await Assert.ThrowsAsync<PythonNotFoundException>(
            () => ManagerProcess.StartAsync(new() { Python = old!.Path }, _token));

        Assert.Contains($"cpython {old!.Version}", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_register_function_that_raises_is_told_in_one_sentence()
    {
        var file = Path.Combine(_folder.FullName, "bad.py");
        await File.WriteAllTextAsync(file, "def register(manager):\n    raise OSError('no disk')\n", _token);

        var error = await Assert.ThrowsAsync<PythonProcessException>(
            () => ManagerProcess.StartAsync(new() { Register = [$"{file}:register"] }, _token));

        Assert.Contains("no disk", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Contains("Traceback", error.StandardError, StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_Python_that_cannot_start_shows_its_own_stderr()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-in is a shell script.");
        var broken = Path.Combine(_folder.FullName, "python");

        // Fails like one whose standard library is gone.
        await File.WriteAllTextAsync(broken, """
            #!/bin/sh
            echo "ModuleNotFoundError: No module named 'encodings'" >&2
            exit 1
            """, _token);
#pragma warning disable CA1416 // skipped there
        File.SetUnixFileMode(broken, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
#pragma warning restore CA1416

        var installation = new PythonInstallation(broken, new Version(3, 11), "cpython", "test");
        var error = await Assert.ThrowsAsync<PythonProcessException>(() => PythonProcess.StartAsync(
            installation,
            new PythonStart("serve", "manager", "{}", TimeSpan.FromSeconds(10)),
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance,
            _token));

        Assert.Contains("No module named 'encodings'", error.Message, StringComparison.Ordinal);
        Assert.Contains("exit code 1", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_thousand_proxies_of_every_kind_leave_nothing_behind()
    {
        await using var manager = await ManagerProcess.StartAsync(cancellationToken: _token);
        await using var stays = await manager.Client.CreateListAsync<int>(_token);
        await using (var client = await ManagerClient.ConnectAsync(manager.Address, manager.AuthKey, cancellationToken: _token))
        {
            await Parallel.ForAsync(0, 1000, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = _token },
                async (i, token) =>
                {
                    Proxy proxy = (i % 9) switch
                    {
                        0 => await client.CreateDictAsync<string, int>(token),
                        1 => await client.CreateListAsync<int>(token),
                        2 => await client.CreateQueueAsync<int>(0, token),
                        3 => await client.CreateJoinableQueueAsync<int>(0, token),
                        4 => await client.CreateNamespaceAsync(token),
                        5 => await client.CreateValueAsync("i", 0, token),
                        6 => await client.CreateLockAsync(token),
                        7 => await client.CreateEventAsync(token),
                        _ => await client.CreateAsync("Semaphore", [2], cancellationToken: token),
                    };
                    await proxy.DisposeAsync();
                });
        }

        Assert.Equal(1, await manager.Client.GetObjectCountAsync(_token));
        var left = Assert.Single(await manager.Client.GetObjectsAsync(_token));
        Assert.Equal(("list", 1, "[]"), (left.TypeName, left.ReferenceCount, left.Text));
    }
}
