using System.Buffers;
using System.Text;
using System.Text.Json;
using Bridge.Connections;
using Bridge.Diagnostics;
using Bridge.Manager;
using Microsoft.Extensions.Logging;

namespace Bridge.Hosting;

/// <summary>A genuine CPython <c>SyncManager</c> server in a child process, and a client of it.</summary>
/// <remarks>
/// <para>Thread-safe. The process ends when this is disposed, and also when this program ends or is killed.</para>
/// <para>The authkey goes by standard input; it is in no command line, environment or file.</para>
/// </remarks>
public sealed class ManagerProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly Task _cleaning;
    private int _disposed;

    private ManagerProcess(ChildProcess process, PythonInstallation python, ManagerClient client, bool ownsAddress)
    {
        _process = process;
        _cleaning = ownsAddress ? RemovePrivateSocketAsync(process.Exited, client.Address) : Task.CompletedTask;
        Python = python;
        Client = client;
    }

    /// <summary>The client; disposed together with the process.</summary>
    public ManagerClient Client { get; }

    /// <summary>Where the manager listens.</summary>
    public ManagerAddress Address => Client.Address;

    /// <summary>The key that other programs need to connect.</summary>
    public AuthKey AuthKey => Client.AuthKey;

    /// <summary>The interpreter that runs it.</summary>
    public PythonInstallation Python { get; }

    /// <summary>The id of the child process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Completes with the exit code when the process ends; negative for the signal that killed it.</summary>
    public Task<int> Exited => _process.Exited;

    /// <summary>Starts a manager and connects to it.</summary>
    /// <param name="options">Where, with which Python; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the start; the process is ended.</param>
    /// <exception cref="PythonNotFoundException">There is no usable Python.</exception>
    /// <exception cref="PythonProcessException">The process could not start, or ended at once; carries its stderr.</exception>
    /// <exception cref="BridgeConnectionException">The manager started but cannot be reached.</exception>
    public static async Task<ManagerProcess> StartAsync(
        ManagerProcessOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= ManagerProcessOptions.Default;
        var logger = options.LoggerFactory.CreateLogger<ManagerProcess>();
        var python = await PythonLocator.FindAsync(options.Python, cancellationToken).ConfigureAwait(false);
        var authKey = options.AuthKey ?? AuthKey.Generate();
        var start = new PythonStart("serve", "manager", Configure(options, authKey), options.StartTimeout)
        {
            WorkingDirectory = options.WorkingDirectory,
            Output = options.Output,
        };
        var (process, report) = await PythonProcess.StartAsync(python, start, logger, cancellationToken)
            .ConfigureAwait(false);
        try
        {
            var address = report.Address
                ?? throw new PythonProcessException("The manager reported no address.", process.StandardError);
            var client = await ManagerClient.ConnectAsync(address, authKey, options.Client, cancellationToken)
                .ConfigureAwait(false);
            Log.ManagerStarted(logger, process.Id, address, python.Version);
            _ = process.Exited.ContinueWith(
                exit => Log.ManagerEnded(logger, process.Id, ChildProcess.DescribeExit(exit.Result)),
                CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            return new ManagerProcess(process, python, client, ownsAddress: options.Address is null);
        }
        catch
        {
            await process.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Gives references back, ends the server and waits for its process.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        // The objects end with the server, so there is no reference to give back one by one.
        var client = Client.DisposeAsync().AsTask();
        await _process.DisposeAsync().ConfigureAwait(false);
        await client.ConfigureAwait(false);
        await _cleaning.ConfigureAwait(false);
    }

    // The server removes its private folder itself, unless it is killed.
    private static async Task RemovePrivateSocketAsync(Task exited, ManagerAddress address)
    {
        await exited.ConfigureAwait(false);
        if (address is not { Family: ManagerAddressFamily.UnixSocket, Path: { } socket }
            || !Directory.Exists(Path.GetDirectoryName(socket)))
        {
            return;
        }

        try
        {
            File.Delete(socket);
            Directory.Delete(Path.GetDirectoryName(socket)!);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Somebody put something there; it is his.
        }
    }

    private static string Configure(ManagerProcessOptions options, AuthKey authKey)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WritePropertyName("address");
            JsonAddress.Write(json, options.Address);
            json.WriteString("authkey", authKey.ToHex());
            json.WriteStartArray("register");
            foreach (var function in options.Register)
            {
                json.WriteStringValue(function);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
