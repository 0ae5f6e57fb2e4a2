using System.Numerics;
using Bridge.TestUtilities;
using Python.Runtime;

namespace Bridge.PythonNet.Tests;

/// <summary>What crashes a process that uses pythonnet carelessly ends as an exception.</summary>
public sealed class RobustnessTests(PythonFixture fixture) : IAsyncLifetime
{
    public static TheoryData<string, string> Raised { get; } = new()
    {
        { "SystemExit", "builtins.SystemExit" },
        { "KeyboardInterrupt", "builtins.KeyboardInterrupt" },
        { "MemoryError", "builtins.MemoryError" },
        { "Mute", "hostile.Mute" },
        { "Exits", "hostile.Exits" },
        { "Unpicklable", "hostile.Unpicklable" },
        { "Nosy", "hostile.Nosy" },
        { "Odd", "\\ud800.Odd" },
        { "StopIteration", "builtins.StopIteration" },
        { "GeneratorExit", "builtins.GeneratorExit" },
        { "RecursionError", "builtins.RecursionError" },
        { "ValueError", "builtins.ValueError" },
        { "surrogate", "builtins.ValueError" },
        { "huge", "builtins.ValueError" },
        { "noted", "builtins.ValueError" },
        { "group", "builtins.ExceptionGroup" },
        { "base", "builtins.BaseException" },
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private EmbeddedPython Python => fixture.Python;

    public async ValueTask InitializeAsync() => await Hostile.LoadAsync(Python);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [MemberData(nameof(Raised))]
    public async Task Whatever_is_raised_arrives(string what, string type)
    {
        var expected = what == "group" && Python.Python.Version < new Version(3, 11) ? "builtins.ValueError" : type;
        var called = await Assert.ThrowsAsync<RemoteException>(() => CallAsync("fail", what));
        var direct = await Assert.ThrowsAsync<RemoteException>(() => Python.RunAsync(
            () =>
            {
                using dynamic module = Py.Import(Hostile.Name);
                module.fail(what);
            },
            Cancel));
        var awaited = await Assert.ThrowsAsync<RemoteException>(() => CallAsync("fail_later", what));

        Assert.Equal(expected, called.PythonType);
        Assert.Equal(expected, direct.PythonType);
        Assert.Equal(what == "StopIteration" ? "builtins.RuntimeError" : expected, awaited.PythonType); // PEP 479
        Assert.Contains("Traceback (most recent call last)", called.RemoteTraceback, StringComparison.Ordinal);
        Assert.Equal(42, await Python.CallAsync<int>("builtins", "abs", [-42], cancellationToken: Cancel));
        Assert.Equal(1, await Python.CallAsync<int>("asyncio", "sleep", [0, 1], cancellationToken: Cancel));
    }

    [Fact]
    public async Task Pythons_exceptions_have_their_text_and_causes_in_a_delegate_too()
    {
        var (text, cause) = await Python.RunAsync(
            () =>
            {
                var error = Assert.Throws<Python.Runtime.PythonException>(
                    () => PythonEngine.Exec("raise KeyError('outer \\ud800') from ValueError('inner')"));
                return (error.Message, error.InnerException?.Message);
            },
            Cancel);
        var own = await Assert.ThrowsAsync<InvalidTimeZoneException>(() => Python.RunAsync(
            () =>
            {
                using var callback = new Action(() => throw new InvalidTimeZoneException("mine")).ToPython();
                callback.Invoke();
            },
            Cancel));

        Assert.Equal(("'outer \\ud800'", "inner"), (text, cause));
        Assert.Equal("mine", own.Message);
    }

    [Fact]
    public async Task Sys_exit_says_that_the_process_goes_on()
    {
        var error = await Assert.ThrowsAsync<RemoteException>(() => CallAsync("fail", "SystemExit"));

        Assert.Equal("SystemExit: 3 (the called code asked the process to end; it goes on)", error.Message);
        Assert.Equal([3L], error.Arguments);
    }

    [Fact]
    public async Task Lone_surrogates_travel()
    {
        const string Lone = "a\ud83d\0b\udc00";
        Assert.Equal(Lone, await Python.CallAsync<string>("builtins", "str", [Lone], cancellationToken: Cancel));
        var dict = await Python.CallAsync<Dictionary<string, string>>(
            "builtins", "dict", [new Dictionary<string, string> { [Lone] = Lone }], cancellationToken: Cancel);
        Assert.Equal(Lone, dict[Lone]);
        Assert.Equal(Lone, await Python.RunAsync(
            () =>
            {
                using var made = Python.ToPython(Lone);
                return Python.FromPython<string>(made);
            },
            Cancel));
        var keywords = await Python.CallAsync<Dictionary<string, int>>(
            "builtins", "dict", keywords: new Dictionary<string, object?> { ["\ud83d"] = 1 }, cancellationToken: Cancel);
        Assert.Equal("\ud83d", Assert.Single(keywords).Key);
    }

    [Fact]
    public async Task Lone_surrogates_travel_by_pythonnet_too()
    {
        const string Lone = "a\ud83d";
        await Python.RunAsync(
            () =>
            {
                dynamic builtins = Py.Import("builtins");
                Assert.Equal(2, (int)builtins.len(Lone));
                Assert.Equal(Lone, (string)builtins.getattr(Lone, "\ud83d", Lone)); // two or more crashed the process
                Assert.Equal("{'k': 'a\\ud83d'}", builtins.dict(k: Lone).ToString());
                using var text = Lone.ToPython();
                Assert.Equal(Lone, text.As<string>());
                Assert.Equal("a\U0001f600é\0", "a\U0001f600é\0".ToPython().As<string>());
                Assert.Equal("", "".ToPython().As<string>());
            },
            Cancel);
    }

    [Fact]
    public async Task Lone_surrogates_in_names_are_Pythons_error()
    {
        await Assert.ThrowsAsync<RemoteException>(() => Python.CallAsync<int>("\ud83d", "f", cancellationToken: Cancel));
        await Assert.ThrowsAsync<RemoteException>(() => Python.CallAsync<int>("json", "\ud83d", cancellationToken: Cancel));
        using var held = await Python.CallAsync<PythonReference>("builtins", "object", cancellationToken: Cancel);
        await Assert.ThrowsAsync<RemoteException>(() => Python.CallAsync<object>(
            "builtins", "int", keywords: new Dictionary<string, object?> { ["\ud83d"] = held }, cancellationToken: Cancel));
    }

    [Fact]
    public async Task Huge_integers_travel()
    {
        var huge = BigInteger.Pow(10, 100_000);

        Assert.Equal(-huge, await Python.CallAsync<BigInteger>("operator", "neg", [huge], cancellationToken: Cancel));
        var error = await Assert.ThrowsAsync<RemoteException>(() => CallAsync("fail", "huge"));
        Assert.Equal([huge], error.Arguments);
        await Assert.ThrowsAnyAsync<Exception>(() => Python.CallAsync<int>("operator", "neg", [huge], cancellationToken: Cancel));
    }

    [Fact]
    public async Task What_cannot_be_pickled_is_named()
    {
        foreach (var (function, argument, type) in new (string, object?, string)[]
        {
            ("memoryview", "x"u8.ToArray(), "memoryview"), ("__import__", "json", "module"),
        })
        {
            var error = await Assert.ThrowsAsync<PicklingException>(
                () => Python.CallAsync<object>("builtins", function, [argument], cancellationToken: Cancel));
            Assert.Contains($"{function} returned a {type}, which cannot be pickled", error.Message, StringComparison.Ordinal);
        }

        var stream = await Assert.ThrowsAsync<PicklingException>(
            () => Python.CallAsync<object>("builtins", "str", [Stream.Null], cancellationToken: Cancel));
        Assert.Contains("Stream", stream.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_nested_too_deep_are_refused_both_ways()
    {
        object?[] nested = [];
        for (var i = 0; i < 100_000; i++)
        {
            nested = [nested];
        }

        var argument = await Assert.ThrowsAsync<PicklingException>(
            () => Python.CallAsync<object>("builtins", "len", [nested], cancellationToken: Cancel));
        var result = await Assert.ThrowsAsync<PicklingException>(() => CallAsync("deep"));

        Assert.Contains("nested deeper", argument.Message, StringComparison.Ordinal);
        Assert.Contains("which cannot be pickled", result.Message, StringComparison.Ordinal);
        using var held = await Python.CallAsync<PythonReference>(Hostile.Name, "deep", cancellationToken: Cancel);
        Assert.Equal(100_000, await Python.CallAsync<int>(Hostile.Name, "depth_of", [held], cancellationToken: Cancel));
    }

    [Fact]
    public async Task What_would_take_Python_objects_off_their_thread_is_refused()
    {
        foreach (var attempt in new Func<Task>[]
        {
            () => Python.RunAsync<object>(() => new PyList(), Cancel),
            () => Python.RunAsync<object>(() => Task.CompletedTask, Cancel),
            () => Python.RunAsync<object>(() => (1, new PyList()), Cancel),
            () => Python.RunAsync(() => (1, new PyList()), Cancel),
            () => Python.RunAsync(() => new List<PyObject>(), Cancel),
            () => Python.RunAsync(() => new ValueTask<int>(1), Cancel),
        })
        {
            var error = await Assert.ThrowsAnyAsync<SystemException>(attempt);
            Assert.Contains("GIL", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Pythonnets_own_shutdown_is_refused()
    {
        for (var i = 0; i < 2; i++)
        {
            var error = Assert.Throws<InvalidOperationException>(PythonEngine.Shutdown);
            Assert.Contains("dispose the EmbeddedPython instead", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(1, await Python.CallAsync<int>("builtins", "abs", [-1], cancellationToken: Cancel));
    }

    [Fact]
    public async Task References_that_nobody_disposed_are_collected()
    {
        for (var i = 0; i < 500; i++)
        {
            _ = await Python.CallAsync<PythonReference>(Hostile.Name, "Counted", cancellationToken: Cancel);
        }

        await Retry.UntilAsync("most are collected", async () =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return await Python.CallAsync<int>(Hostile.Name, "dead.__len__", cancellationToken: Cancel) >= 250;
        });
    }

    [Fact]
    public async Task A_finalizer_that_blocks_or_exits_holds_nobody_up()
    {
        using var release = await Python.CallAsync<PythonReference>("threading", "Event", cancellationToken: Cancel);
        (await Python.CallAsync<PythonReference>(Hostile.Name, "Exiting", cancellationToken: Cancel)).Dispose();
        (await Python.CallAsync<PythonReference>(Hostile.Name, "Blocking", [release], cancellationToken: Cancel)).Dispose();

        using var cancel = new CancellationTokenSource();
        var call = Python.CallAsync<int>(Hostile.Name, "spin", cancellationToken: cancel.Token);
        cancel.CancelAfter(100);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        await Python.RunAsync(() => release.Target.InvokeMethod("set").Dispose(), Cancel);
    }

    private Task<object?> CallAsync(string function, params object?[] arguments) =>
        Python.CallAsync<object?>(Hostile.Name, function, arguments, cancellationToken: Cancel);
}
