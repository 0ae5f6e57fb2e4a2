using System.Diagnostics;
using Bridge.Proxies;
using Python.Runtime;

namespace Bridge.PythonNet.TestHost;

/// <summary>Disposes while calls run, and uses everything afterwards.</summary>
internal static class Disposal
{
    public static async Task CheckAsync(EmbeddedPython python)
    {
        await using var manager = await python.StartManagerProcessAsync();
        await using var list = await manager.Client.CreateListAsync<int>([1, 2]);
        var calls = await StartCallsAsync(python, list);
        using var reference = await python.CallAsync<PythonReference>("builtins", "object");
        var undisposed = await python.CallAsync<PythonReference>("builtins", "object");
        calls.Add(python.CallAsync<object?>("builtins", "eval", ["[0 for _ in iter(int, 1)]"]));
        calls.Add(python.CallAsync<object?>("time", "sleep", [1000])); // waits for its turn

        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(python.DisposeAsync().AsTask(), python.DisposeAsync().AsTask());
        await python.DisposeAsync();
        Require(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10), "it ends in time");
        foreach (var call in calls)
        {
            await RequireAsync<ObjectDisposedException>(() => call.WaitAsync(TimeSpan.FromSeconds(1)));
        }

        Require(EmbeddedPython.Current is null, "there is no current one");
        await RequireAsync<ObjectDisposedException>(() => python.RunAsync(() => 1));
        await RequireAsync<ObjectDisposedException>(() => python.CallAsync<int>("builtins", "abs", [1]));
        await RequireAsync<ObjectDisposedException>(() => python.CallAsync<int>("builtins", "len", [list]));
        await RequireAsync<ObjectDisposedException>(() => python.CallAsync<int>("builtins", "hash", [undisposed]));
        await RequireAsync<ObjectDisposedException>(() => python.CallAsync<int>("asyncio", "sleep", [0]));
        await RequireAsync<ObjectDisposedException>(() => EmbeddedManager.StartAsync(python));
        await RequireAsync<InvalidOperationException>(() => EmbeddedPython.StartAsync());
        await RequireAsync<InvalidOperationException>(() => Task.FromResult(python.ToPython(1)));
        undisposed.Dispose();
        await RequireAsync<ObjectDisposedException>(() => Task.FromResult(undisposed.Target));
        Require(await list.GetCountAsync() == 2, "the proxy of another process lives on");
        await list.DisposeAsync();
        CollectEverything(python);
    }

    private static async Task<List<Task>> StartCallsAsync(EmbeddedPython python, Proxy list)
    {
        var calls = new List<Task>();
        for (var i = 0; i < 31; i++)
        {
            calls.Add(python.CallAsync<object?>("time", "sleep", [1000]));
            calls.Add(python.CallAsync<object?>("asyncio", "sleep", [1000]));
        }

        if (await python.CallAsync<int>("builtins", "len", [list]) != 2)
        {
            throw new InvalidOperationException("The list is not shared.");
        }

        return calls;
    }

    private static void CollectEverything(EmbeddedPython python)
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        using (Py.GIL())
        {
            using var some = new PyList();
            Finalizer.Instance.Collect();
        }

        GC.KeepAlive(python);
    }

    private static async Task RequireAsync<TException>(Func<Task> action)
        where TException : Exception
    {
        try
        {
            await action();
        }
        catch (TException)
        {
            return;
        }

        throw new InvalidOperationException($"No {typeof(TException).Name}.");
    }

    private static void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new InvalidOperationException($"Not so: {what}.");
        }
    }
}
