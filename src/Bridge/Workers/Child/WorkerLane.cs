using Bridge.Connections;
using Bridge.Manager;
using Bridge.Pickle;

namespace Bridge.Workers.Child;

/// <summary>A worker's connection to the manager: results go out and tasks come in, in one trip; see <c>_lane.py</c>.</summary>
/// <remarks>
/// The server answers in order, so the next task is asked for together with the result, and never before. Takes no
/// references: they are the parent's. Not thread-safe.
/// </remarks>
internal sealed class WorkerLane(Connection connection, string tasks, string results, PickleOptions options)
    : IAsyncDisposable
{
    private const double Slice = 5; // seconds; a server thread that waits for longer would outlive its worker

    private readonly FrameBuffer _get = Request.Call(tasks, "get", true, Slice, options);

    /// <summary>Waits for the first task; null is the word to stop.</summary>
    /// <exception cref="ManagerLostException">The manager is gone.</exception>
    public Task<WorkerTask?> FirstAsync(CancellationToken stopping) => GuardAsync(async () =>
    {
        await connection.SendAsync(_get, stopping).ConfigureAwait(false);
        return await ReceiveTaskAsync(stopping).ConfigureAwait(false);
    });

    /// <summary>Puts the result of a task, and waits for the next one.</summary>
    /// <exception cref="ManagerLostException">The manager is gone; whether it has the result is not known.</exception>
    public Task<WorkerTask?> NextAsync(PythonTuple result, CancellationToken stopping) => GuardAsync(async () =>
    {
        using var put = Request.Call(results, "put", result, options);
        await connection.SendAsync(new[] { put, _get }, CancellationToken.None).ConfigureAwait(false);
        await ReceiveAsync(CancellationToken.None).ConfigureAwait(false);
        return await ReceiveTaskAsync(stopping).ConfigureAwait(false);
    });

    /// <summary>Puts a result, and asks for nothing more.</summary>
    /// <exception cref="ManagerLostException">The manager is gone; whether it has the result is not known.</exception>
    public Task LastAsync(PythonTuple result) => GuardAsync(async () =>
    {
        using var put = Request.Call(results, "put", result, options);
        await connection.SendAsync(put, CancellationToken.None).ConfigureAwait(false);
        return await ReceiveAsync(CancellationToken.None).ConfigureAwait(false);
    });

    public ValueTask DisposeAsync()
    {
        _get.Dispose();
        return connection.DisposeAsync();
    }

    private async Task<WorkerTask?> ReceiveTaskAsync(CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                return WorkerTask.Read(await ReceiveAsync(stopping).ConfigureAwait(false));
            }
            catch (RemoteException error)
                when (error.PythonType is PythonTypes.QueueEmpty or PythonTypes.LegacyQueueEmpty)
            {
                await connection.SendAsync(_get, stopping).ConfigureAwait(false);
            }
        }
    }

    private async Task<object?> ReceiveAsync(CancellationToken stopping)
    {
        using var reply = await connection.ReceiveAsync(stopping).ConfigureAwait(false) ?? throw new ManagerLostException();
        return Reply<object?>.Read(reply.BodySpan, options).ThrowIfError().Payload();
    }

    private static async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (BridgeConnectionException)
        {
            throw new ManagerLostException();
        }
        catch (RemoteException error)
        {
            throw new ManagerLostException($"it answered {error.Message}");
        }
        catch (BridgeException error)
        {
            throw new ManagerLostException(error.Message);
        }
    }
}
