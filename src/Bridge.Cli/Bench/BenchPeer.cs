using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Bridge.Cli.Bench;

/// <summary>A Python that runs peer.py, either as a stock manager or as a caller with Python's own proxies.</summary>
/// <remarks>It ends when its standard input is closed, so also when this process ends.</remarks>
internal sealed class BenchPeer : IAsyncDisposable
{
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(5);
    private static readonly Lazy<string> Code = new(ReadCode);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private BenchPeer(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts it and waits for its first line.</summary>
    /// <param name="python">The interpreter.</param>
    /// <param name="role"><c>serve</c> or <c>call</c>.</param>
    /// <param name="address">A path or <c>host:port</c>; <c>-</c> for a socket in a folder of the server's.</param>
    /// <param name="key">The authkey of the manager.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The process, and what it said first: the address of a server, the version of a caller.</returns>
    public static async Task<(BenchPeer Peer, JsonElement First)> StartAsync(
        string python, string role, string address, BenchKey key, CancellationToken cancellationToken)
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var peer = new BenchPeer(Process.Start(new ProcessStartInfo(python, ["-c", Code.Value, role, address])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = utf8,
            StandardOutputEncoding = utf8,
            StandardErrorEncoding = utf8,
        })!);
        try
        {
            return (peer, await peer.SendAsync(key.Hex, cancellationToken));
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    /// <summary>Has a caller do something.</summary>
    /// <param name="operation">The method of peer.py's <c>Caller</c>.</param>
    /// <param name="arguments">Strings and numbers.</param>
    /// <param name="cancellationToken">Cancels the wait; then only disposal is left.</param>
    public Task<JsonElement> AskAsync(
        string operation, object[] arguments, CancellationToken cancellationToken = default) =>
        SendAsync(JsonSerializer.Serialize<object[]>([operation, .. arguments]), cancellationToken);

    /// <summary>Calls per second of Python's own proxies, one at a time.</summary>
    public Task<double> RateAsync(string what, TimeSpan duration, CancellationToken cancellationToken = default) =>
        RateOfAsync("calls", [what, duration.TotalSeconds], cancellationToken);

    /// <summary>How often per second an operation was done that returns its count and its seconds.</summary>
    public async Task<double> RateOfAsync(
        string operation, object[] arguments, CancellationToken cancellationToken = default)
    {
        var done = await AskAsync(operation, arguments, cancellationToken);
        return done[0].GetDouble() / done[1].GetDouble();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using (_process)
        {
            _process.StandardInput.Close();
            using var limit = new CancellationTokenSource(EndTime);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
                await _process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }

    private async Task<JsonElement> SendAsync(string line, CancellationToken cancellationToken)
    {
        string? answer;
        try
        {
            await _process.StandardInput.WriteLineAsync(line.AsMemory(), cancellationToken);
            await _process.StandardInput.FlushAsync(cancellationToken);
            answer = await _process.StandardOutput.ReadLineAsync(cancellationToken);
        }
        catch (IOException)
        {
            answer = null; // it has ended, and told why
        }

        return answer is not null
            ? JsonElement.Parse(answer)
            : throw new PythonProcessException(
                "The Python of the benchmark ended early: " + (await _errors).Trim().Split('\n')[^1], await _errors);
    }

    private static string ReadCode()
    {
        using var source = typeof(BenchPeer).Assembly.GetManifestResourceStream("peer.py")!;
        using var reader = new StreamReader(source);
        return reader.ReadToEnd();
    }
}
