using Bridge.Connections;
using Bridge.Manager;
using Bridge.PythonNet.Serving;
using Python.Runtime;

namespace Bridge.PythonNet;

/// <summary>A genuine CPython <c>SyncManager</c> server on threads of the embedded interpreter.</summary>
/// <remarks>
/// <para>Python processes connect to it as to any other, and share its lists, dicts and queues, and the C# objects that
/// were registered. Thread-safe.</para>
/// <para>It ends when it is disposed, when a client shuts it down, or with the process; its referents end with it.</para>
/// </remarks>
public sealed class EmbeddedManager : IAsyncDisposable
{

    private readonly EmbeddedPython _python;
    private readonly PythonReference _server;
    private readonly CancellationTokenSource _stopping;
    private readonly TaskCompletionSource _stopped;
    private int _disposed;

    private EmbeddedManager(
        EmbeddedPython python, PythonReference server, CancellationTokenSource stopping, TaskCompletionSource stopped,
        AuthKey authKey, ManagerClient client)
    {
        (_python, _server, _stopping, _stopped) = (python, server, stopping, stopped);
        AuthKey = authKey;
        Client = client;
    }

    /// <summary>A client in this process; disposed together with the manager.</summary>
    public ManagerClient Client { get; }

    /// <summary>Where it listens.</summary>
    public ManagerAddress Address => Client.Address;

    /// <summary>The key that other programs need to connect.</summary>
    public AuthKey AuthKey { get; }

    /// <summary>Completes when it has ended.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>Starts one, and connects to it.</summary>
    /// <param name="python">The interpreter.</param>
    /// <param name="options">Its address and key, and what it serves; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="RemoteException">Python cannot listen there.</exception>
    /// <exception cref="ObjectDisposedException">Python has ended.</exception>
    public static async Task<EmbeddedManager> StartAsync(
        EmbeddedPython python, EmbeddedManagerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(python);
        options ??= new EmbeddedManagerOptions();
        var authKey = options.AuthKey ?? AuthKey.Generate();
        var stopping = new CancellationTokenSource();
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Stop()
        {
            stopping.Cancel();
            stopped.TrySetResult();
        }

        var (server, address) = await python.RunAsync(
            () => Start(python, options, authKey, new ServedObjects(python, stopping.Token), Stop), cancellationToken)
            .ConfigureAwait(false);
        try
        {
            var client = await ManagerClient.ConnectAsync(address, authKey, options.Client, cancellationToken).ConfigureAwait(false);
            await python.RunAsync(() => python.Attach(client), CancellationToken.None).ConfigureAwait(false);
            return new EmbeddedManager(python, server, stopping, stopped, authKey, client);
        }
        catch
        {
            await StopAsync(python, server, stopped.Task).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends it: closes its connections, and lets its referents go.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await Client.DisposeAsync().ConfigureAwait(false);
        await StopAsync(_python, _server, _stopped.Task).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private static (PythonReference Server, ManagerAddress Address) Start(
        EmbeddedPython python, EmbeddedManagerOptions options, AuthKey authKey, ServedObjects objects, Action stopped)
    {
        using var module = python.Serving();
        using var registrations = new PyList();
        foreach (var (typeId, type, make) in options.Registrations)
        {
            using var name = new PyString(typeId);
            using var factory = objects.MakeFactory(module, typeId, type, make);
            using var pair = new PyTuple([name, factory]);
            registrations.Append(pair);
        }

        using var address = python.ToPython(options.Address is null ? null : PythonManagers.ToPython(options.Address));
        using var key = PythonValues.ToBytes(authKey.ToArray());
        using var tell = stopped.ToPython();
        using var server = module.InvokeMethod("start", address, key, registrations, tell);
        using var bound = server.GetAttr("address");
        return (python.Hold(server), PythonManagers.Read(bound).Address);
    }

    private static async Task StopAsync(EmbeddedPython python, PythonReference server, Task stopped)
    {
        using (server)
        {
            if (stopped.IsCompleted || EmbeddedPython.Current is null)
            {
                return; // a client has shut it down, or Python has ended and its threads with it
            }

            await python.CallAsync<object?>(
                await python.RunAsync(() => python.Hold(server.Target.GetAttr("stop"))).ConfigureAwait(false), [5.0]).ConfigureAwait(false);
        }
    }
}
