using System.Numerics;
using Bridge.TestUtilities;
using Microsoft.Extensions.Logging;
using Python.Runtime;

namespace Bridge.PythonNet.Tests;

public sealed class CallTests(PythonFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private EmbeddedPython Python => fixture.Python;

    [Fact]
    public async Task A_function_is_called_with_values_both_ways()
    {
        var text = await Python.CallAsync<string>(
            "json", "dumps", [new Dictionary<string, object?> { ["b"] = new[] { 1.5 }, ["a"] = 1 }],
            new Dictionary<string, object?> { ["sort_keys"] = true }, Cancel);

        Assert.Equal("{\"a\": 1, \"b\": [1.5]}", text);
        Assert.Equal(BigInteger.Pow(7, 999), await Python.CallAsync<BigInteger>("builtins", "pow", [7, 999], cancellationToken: Cancel));
        Assert.Equal(new DateTime(2026, 11, 27), await Python.CallAsync<DateTime>(
            "datetime", "datetime.strptime", ["27.11.2026", "%d.%m.%Y"], cancellationToken: Cancel));
    }

    [Fact]
    public async Task Sys_executable_and_the_start_method_are_fit_for_spawning()
    {
        var executable = await Python.RunAsync(() => Evaluate("__import__('sys').executable"), Cancel);

        Assert.Equal(Python.Python.Executable, executable);
        Assert.Equal("spawn", await Python.CallAsync<string>("multiprocessing", "get_start_method", cancellationToken: Cancel));
    }

    [Fact]
    public async Task What_Python_raises_has_type_text_arguments_and_traceback()
    {
        var error = await Assert.ThrowsAsync<RemoteException>(
            () => Python.CallAsync<int>("builtins", "int", ["twelve"], cancellationToken: Cancel));

        Assert.Equal("builtins.ValueError", error.PythonType);
        Assert.Equal("ValueError: invalid literal for int() with base 10: 'twelve'", error.Message);
        Assert.Equal(["invalid literal for int() with base 10: 'twelve'"], error.Arguments);
        Assert.Contains("Traceback (most recent call last)", error.RemoteTraceback, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_module_or_function_that_is_not_there_is_Pythons_own_error()
    {
        var module = await Assert.ThrowsAsync<RemoteException>(() => Python.CallAsync<int>("no_such", "f", cancellationToken: Cancel));
        var function = await Assert.ThrowsAsync<RemoteException>(() => Python.CallAsync<int>("json", "dumpz", cancellationToken: Cancel));

        Assert.Equal("ModuleNotFoundError: No module named 'no_such'", module.Message);
        Assert.StartsWith("AttributeError: module 'json' has no attribute 'dumpz'", function.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_coroutine_is_awaited_on_Pythons_event_loop()
    {
        Assert.Equal("slept", await Python.CallAsync<string>("asyncio", "sleep", [0.01, "slept"], cancellationToken: Cancel));

        var many = await Task.WhenAll(Enumerable.Range(0, 100).Select(
            i => Python.CallAsync<int>("asyncio", "sleep", [0.05, i], cancellationToken: Cancel)));
        Assert.Equal(Enumerable.Range(0, 100), many);

        var error = await Assert.ThrowsAsync<RemoteException>(
            () => Python.CallAsync<int>("asyncio", "wait_for", [new Dictionary<string, int>(), 1], cancellationToken: Cancel));
        Assert.Equal("builtins.TypeError", error.PythonType);
    }

    [Fact]
    public async Task What_cannot_be_pickled_stays_in_Python_by_reference()
    {
        using var queue = await Python.CallAsync<PythonReference>("queue", "Queue", cancellationToken: Cancel);
        using var put = await Python.CallAsync<PythonReference>("builtins", "getattr", [queue, "put"], cancellationToken: Cancel);
        await Python.CallAsync<object?>(put, [7], cancellationToken: Cancel);

        Assert.Equal(7, await Python.RunAsync(() => queue.Target.InvokeMethod("get").As<int>(), Cancel));
    }

    [Fact]
    public async Task A_delegate_that_would_leave_the_thread_is_refused()
    {
        var asynchronous = await Assert.ThrowsAsync<ArgumentException>(() => Python.RunAsync(async () => await Task.Yield(), Cancel));
        var escaping = await Assert.ThrowsAsync<ArgumentException>(() => Python.RunAsync(() => new PyList(), Cancel));
        var outside = Assert.Throws<InvalidOperationException>(() => Python.ToPython(1));

        Assert.StartsWith("The delegate is asynchronous", asynchronous.Message, StringComparison.Ordinal);
        Assert.StartsWith("A Python object may be used only with the GIL held", escaping.Message, StringComparison.Ordinal);
        Assert.StartsWith("Python objects may be used only while the GIL is held", outside.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_CSharp_exception_passes_through_as_itself()
    {
        var error = await Assert.ThrowsAsync<InvalidTimeZoneException>(
            () => Python.RunAsync(() => throw new InvalidTimeZoneException("mine"), Cancel));

        Assert.Equal("mine", error.Message);
    }

    [Fact]
    public async Task Print_and_logging_go_to_the_log()
    {
        await Python.CallAsync<object?>("builtins", "print", ["from", "print \ud83d"], cancellationToken: Cancel);
        await Python.CallAsync<object?>("logging", "error", ["from logging: %s", 3], cancellationToken: Cancel);

        await Retry.UntilAsync("both are logged", () => fixture.Log.Entries.Contains(("Python.root", LogLevel.Error, "from logging: 3"))
            && fixture.Log.Entries.Any(entry => entry.Category == "Python.stdout" && entry.Text == "from print \\ud83d"));
    }

    [Fact]
    public async Task A_logger_that_throws_loses_one_line()
    {
        await Python.CallAsync<object?>("builtins", "print", [RecordingLoggerFactory.Refused], cancellationToken: Cancel);
        await Python.CallAsync<object?>("builtins", "print", ["the line after it"], cancellationToken: Cancel);

        await Retry.UntilAsync("the next is logged", () => fixture.Log.Entries.Any(entry => entry.Text == "the line after it"));
        Assert.DoesNotContain(fixture.Log.Entries, entry => entry.Text == RecordingLoggerFactory.Refused);
    }

    [Fact]
    public async Task Fork_is_refused_with_the_reason()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no fork.");
        var error = await Assert.ThrowsAsync<RemoteException>(() => Python.CallAsync<int>("os", "fork", cancellationToken: Cancel));

        Assert.StartsWith("RuntimeError: fork() in a process that runs .NET ends in crashes", error.Message, StringComparison.Ordinal);
        Assert.Equal(5, await Python.CallAsync<int>("subprocess", "call", [new[] { "sh", "-c", "exit 5" }], cancellationToken: Cancel));
    }

    [Fact]
    public async Task A_second_start_is_refused()
    {
        _ = Python;
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => EmbeddedPython.StartAsync(cancellationToken: Cancel));

        Assert.StartsWith("CPython was started in this process before", error.Message, StringComparison.Ordinal);
    }

    private static string Evaluate(string expression)
    {
        using var value = PythonEngine.Eval(expression);
        return value.As<string>();
    }
}
