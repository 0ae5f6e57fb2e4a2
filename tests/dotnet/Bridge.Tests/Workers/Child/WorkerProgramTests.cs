using System.IO.Pipes;
using System.Text;
using System.Text.Json;
using Bridge.TestUtilities;
using Bridge.Workers;
using Bridge.Workers.Child;

namespace Bridge.Tests.Workers.Child;

/// <summary>The start of a worker, with its pipes in memory.</summary>
public class WorkerProgramTests
{
    private const string Manager = """ "address": ["127.0.0.1", 1], "authkey": "00ff" """;
    private const string Queues = """ "tasks": {"ident": "a"}, "results": {"ident": "b"}, "worker": 1 """;

    private static readonly WorkerFunction Same = WorkerFunction.Create((int row, CancellationToken _) => row);

    [Theory]
    [InlineData("hello", "Standard input must begin with one line of JSON, the configuration.")]
    [InlineData("[1]", "Standard input must begin with one line of JSON, the configuration.")]
    [InlineData("{}", "null is no address; give a path, [host, port] or an abstract name.")]
    [InlineData("""{"address": ["x"], "authkey": "00"}""", """["x"] is no address; give a path, [host, port] or an abstract name.""")]
    [InlineData("""{"address": "/tmp/s"}""", "The configuration needs an authkey in hexadecimal digits.")]
    [InlineData("""{"address": "/tmp/s", "authkey": "secret"}""", "The configuration needs an authkey in hexadecimal digits.")]
    [InlineData("{" + Manager + "}", "The configuration of a worker is not complete: it needs tasks and results with an ident, and worker.")]
    public async Task A_configuration_that_is_none_is_told_in_the_error_line(string line, string expected)
    {
        var (code, error) = await RunAsync(line, _ => Same);

        Assert.Equal(3, code);
        Assert.Equal("bad-config", error.GetProperty("kind").GetString());
        Assert.Equal(expected, error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_setup_that_throws_is_told_with_its_trace()
    {
        var options = new BridgeWorkerOptions { Setup = (_, _) => throw new FormatException("no model") };

        var (code, error) = await RunAsync("{" + Manager + "," + Queues + "}", _ => Same, options);

        Assert.Equal(3, code);
        Assert.Equal("setup-failed", error.GetProperty("kind").GetString());
        Assert.Equal(
            "The setup of the worker threw System.FormatException: no model.", error.GetProperty("message").GetString());
        Assert.StartsWith(
            "System.FormatException: no model\n   at ", error.GetProperty("traceback").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manager_that_is_not_there_is_told()
    {
        var (code, error) = await RunAsync("{" + Manager + "," + Queues + "}", _ => Same);

        Assert.Equal(3, code);
        Assert.Equal("cannot-connect", error.GetProperty("kind").GetString());
    }

    [Fact]
    public async Task The_name_of_the_function_reaches_the_program()
    {
        var (_, error) = await RunAsync(
            "{" + Manager + "," + Queues + """, "function": "treble"}""",
            name => throw new WorkerLoadException(WorkerLoadException.FunctionNotFound, $"no {name}"));

        Assert.Equal("no treble", error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task An_input_that_is_empty_means_that_nobody_started_it()
    {
        var helped = false;
        var parent = new ParentPipe(Stream.Null, Stream.Null);

        var code = await new WorkerProgram(parent, BridgeWorkerOptions.Default, _ => { }).RunAsync(
            _ => Same, () => helped = true);

        Assert.Equal((2, true), (code, helped));
    }

    [Fact]
    public async Task The_line_is_read_and_nothing_behind_it()
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes("{\"a\": \"é\"}\nrest"));

        var line = await new ParentPipe(input, Stream.Null).ReadLineAsync(TestContext.Current.CancellationToken);

        Assert.Equal("{\"a\": \"é\"}", line);
        Assert.Equal("rest", Encoding.UTF8.GetString(input.ToArray()[(int)input.Position..]));
    }

    [Fact]
    public async Task A_parent_hands_over_its_manager()
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes("{" + Manager + "}\n"));

        var parent = await ParentConnection.ReadAsync(
            new ParentPipe(input, Stream.Null), TestContext.Current.CancellationToken);

        Assert.Equal("tcp://127.0.0.1:1", parent.Address.ToString());
        Assert.Equal(Bridge.Connections.AuthKey.FromHex("00ff"), parent.AuthKey);
        await Retry.UntilAsync("the end of the input is seen", () => parent.Gone.IsCancellationRequested);
    }

    [Fact]
    public async Task A_callback_that_throws_at_the_end_of_the_parent_ends_nothing_else()
    {
        var ended = false;
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        using var input = new AnonymousPipeClientStream(PipeDirection.In, pipe.ClientSafePipeHandle);
        await pipe.WriteAsync(
            Encoding.UTF8.GetBytes("{" + Manager + "}\n"), TestContext.Current.CancellationToken);
        var parent = await ParentConnection.ReadAsync(
            new ParentPipe(input, Stream.Null), TestContext.Current.CancellationToken);
        using var first = parent.Gone.Register(() => Volatile.Write(ref ended, true));
        using var second = parent.Gone.Register(() => throw new InvalidOperationException("a callback"));

        pipe.Dispose(); // what is thrown on the thread that sees it would end this process

        await Retry.UntilAsync("the other callback has run", () => Volatile.Read(ref ended));
    }

    [Fact]
    public async Task Without_a_parent_there_is_nothing_to_read() =>
        Assert.Contains(
            "start this program with dotnet_bridge.DotNetProcess",
            (await Assert.ThrowsAsync<InvalidOperationException>(
                () => ParentConnection.ReadAsync(TestContext.Current.CancellationToken))).Message,
            StringComparison.Ordinal);

    private static async Task<(int ExitCode, JsonElement Error)> RunAsync(
        string line, Func<string, WorkerFunction> load, BridgeWorkerOptions? options = null)
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(line + "\n"));
        var output = new MemoryStream();
        var program = new WorkerProgram(new ParentPipe(input, output), options ?? BridgeWorkerOptions.Default, _ => { });

        var code = await program.RunAsync(load, () => Assert.Fail("It was started."));

        using var said = JsonDocument.Parse(output.ToArray());
        return (code, said.RootElement.GetProperty("error").Clone());
    }
}
