using Bridge.Proxies;
using Python.Runtime;

namespace Bridge.PythonNet.Tests;

public sealed class ThreadTests(PythonFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private EmbeddedPython Python => fixture.Python;

    [Fact]
    public async Task Proxy_calls_of_many_tasks_keep_their_connections()
    {
        const int Tasks = 32;
        const int Calls = 100;
        await using var server = await CountingServer.StartAsync(Python.Python.Executable, Cancel);
        await using var dict = await server.Client.CreateDictAsync<string, int>(Cancel);
        using var python = await Python.RunAsync(() =>
        {
            using var proxy = Python.ToPython(dict);
            return Python.Hold(proxy);
        }, Cancel);
        var before = await server.CountAsync(Cancel);
        await Task.WhenAll(Enumerable.Range(0, Tasks).Select(task => Task.Run(
            async () =>
            {
                for (var i = 0; i < Calls; i++)
                {
                    await Python.RunAsync(
                        () =>
                        {
                            using var key = new PyString($"{task}-{i}");
                            using var value = new PyInt(i);
                            python.Target.SetItem(key, value);
                        },
                        Cancel);
                }
            },
            Cancel)));

        // One for each Python thread that took part, and a few for the questions.
        Assert.Equal(Tasks * Calls, await dict.GetCountAsync(Cancel));
        Assert.InRange(await server.CountAsync(Cancel) - before, 0, Python.Options.MaxThreads + 5);
    }

    [Fact]
    public async Task What_Python_keeps_by_thread_stays_between_calls()
    {
        var idents = new HashSet<ulong>();
        for (var i = 0; i < 50; i++)
        {
            idents.Add(await Task.Run(() => Python.RunAsync(PythonEngine.GetPythonThreadID, Cancel), Cancel));
        }

        Assert.Single(idents); // one after the other, the same thread takes them all
    }

    [Fact]
    public async Task Calls_that_wait_do_not_keep_others_from_beginning()
    {
        using var queue = await Python.CallAsync<PythonReference>("queue", "Queue", cancellationToken: Cancel);
        using var get = await Python.CallAsync<PythonReference>("builtins", "getattr", [queue, "get"], cancellationToken: Cancel);
        using var put = await Python.CallAsync<PythonReference>("builtins", "getattr", [queue, "put"], cancellationToken: Cancel);
        var waiting = Enumerable.Range(0, 8).Select(_ => Python.CallAsync<int>(get, cancellationToken: Cancel)).ToList();
        for (var i = 0; i < 8; i++)
        {
            await Python.CallAsync<object?>(put, [i], cancellationToken: Cancel);
        }

        Assert.Equal(Enumerable.Range(0, 8), (await Task.WhenAll(waiting)).Order());
    }
}
