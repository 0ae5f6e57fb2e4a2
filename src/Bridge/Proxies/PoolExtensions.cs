using Bridge.Manager;
using Bridge.Pickle;

namespace Bridge.Proxies;

/// <summary>Creates pools and iterators on a manager, and proxies for them.</summary>
/// <remarks>The methods throw and cancel like those of <see cref="ManagerClientExtensions"/>.</remarks>
public static class PoolExtensions
{
    /// <summary>Creates a <c>Pool</c>: worker processes that the server starts.</summary>
    /// <remarks>Python runs the constructor while the server is locked: other clients wait that long to create objects.</remarks>
    /// <param name="client">The manager.</param>
    /// <param name="processes">How many workers; null for one per processor of the server.</param>
    /// <param name="initializer">What each worker calls first: <c>new("random", "seed")</c>.</param>
    /// <param name="initializerArguments">Its arguments.</param>
    /// <param name="maxTasksPerChild">After how many tasks a worker is replaced; null for never.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than 1.</exception>
    public static async Task<PoolProxy> CreatePoolAsync(
        this ManagerClient client,
        int? processes = null,
        PythonGlobal? initializer = null,
        IReadOnlyList<object?>? initializerArguments = null,
        int? maxTasksPerChild = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(processes ?? 1, 1, nameof(processes));
        ArgumentOutOfRangeException.ThrowIfLessThan(maxTasksPerChild ?? 1, 1, nameof(maxTasksPerChild));
        PythonTuple initargs = [.. initializerArguments ?? []];
        return new(client, await Referents.CreateAsync(
            client, TypeIds.Pool, [processes, initializer, initargs, maxTasksPerChild], null, cancellationToken)
            .ConfigureAwait(false));
    }

    /// <summary>Creates a referent of a registered typeid that is an iterator itself.</summary>
    /// <typeparam name="T">The .NET type of the items.</typeparam>
    /// <param name="client">The manager.</param>
    /// <param name="typeId">The name it was registered under.</param>
    /// <param name="arguments">The positional arguments of the callable.</param>
    /// <param name="keywords">Its keyword arguments.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer.</param>
    /// <exception cref="NotSupportedException">
    /// What came does not expose <c>__next__</c>: it was registered without <c>IteratorProxy</c>.
    /// </exception>
    public static async Task<IteratorProxy<T>> CreateIteratorAsync<T>(
        this ManagerClient client,
        string typeId,
        IReadOnlyList<object?>? arguments = null,
        IReadOnlyDictionary<string, object?>? keywords = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(typeId);
        var reference = await Referents.CreateAsync(client, typeId, arguments ?? [], keywords, cancellationToken)
            .ConfigureAwait(false);
        if (reference.ExposedMethods.Contains("__next__"))
        {
            return new(client, reference);
        }

        reference.Dispose();
        throw new NotSupportedException(
            $"'{typeId}' is no iterator: it exposes {string.Join(", ", reference.ExposedMethods)}. "
            + "Register it in Python with proxytype=IteratorProxy, or use CreateAsync.");
    }
}
