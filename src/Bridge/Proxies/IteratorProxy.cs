using System.Runtime.CompilerServices;
using Bridge.Manager;
using Bridge.Pickle;

namespace Bridge.Proxies;

/// <summary>Proxy for an iterator in the server: a generator, the keys of a dict, the results of an <c>imap</c>.</summary>
/// <typeparam name="T">The .NET type of the items.</typeparam>
/// <remarks>
/// <para>Thread-safe; callers take turns. The iterator moves on for everybody who holds it: each item goes to one of
/// them. The end is a value, not an exception, and is final.</para>
/// <para>Canceling loses nothing: an item that was asked for and comes later is the first of the next call, or of the
/// next enumeration. Items that wait in a proxy are lost when it is disposed. A wait for a result of <c>imap</c> is
/// made of slices of at most 250 ms; canceled, it returns after the running slice, with the item if that brought it.</para>
/// </remarks>
public sealed class IteratorProxy<T> : Proxy, IAsyncEnumerable<T>
{
    /// <summary>How many items are asked for in one go at most.</summary>
    internal const int MaxReadAhead = 64;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly IteratorReplies<T> _replies;
    private bool _hasEnded;

    internal IteratorProxy(ManagerClient client, ProxyReference reference)
        : base(client, reference)
    {
        _replies = new IteratorReplies<T>(client, reference.Token);
    }

    private protected override string PythonClass => "IteratorProxy";

    /// <summary>Whether <c>__next__</c> takes a timeout, as that of <c>imap</c> with chunks of one item does.</summary>
    internal bool TakesTimeout { get; init; }

    /// <summary>The next item, waiting until there is one. Calls the exposed method <c>__next__</c>.</summary>
    /// <param name="cancellationToken">Cancels the wait; see the remarks of the type.</param>
    /// <returns>The item, or <c>Found = false</c> at the end.</returns>
    /// <exception cref="RemoteException">The iterator raised something else than <c>StopIteration</c>.</exception>
    /// <exception cref="InvalidCastException">The item has another type. It is gone from the iterator.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke; the item it may have brought is lost.</exception>
    public ValueTask<(bool Found, T? Item)> TryNextAsync(CancellationToken cancellationToken = default) =>
        NextAsync(1, cancellationToken);

    /// <summary>The items that are left, asked for in groups. Calls the exposed method <c>__next__</c>.</summary>
    /// <remarks>
    /// One round trip brings a whole group. The iterator runs ahead of the reader by that much; what is left of a group
    /// when the enumeration stops waits in this proxy, where others who hold the iterator do not get it.
    /// </remarks>
    /// <param name="readAhead">How many items are asked for in one go, 1 to 64.</param>
    /// <param name="cancellationToken">Ends the sequence; see the remarks of the type.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="readAhead"/> is not 1 to 64.</exception>
    /// <exception cref="RemoteException">The iterator raised something else than <c>StopIteration</c>.</exception>
    public IAsyncEnumerable<T> ReadAllAsync(int readAhead, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(readAhead, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(readAhead, MaxReadAhead);
        return EnumerateAsync(readAhead, cancellationToken);
    }

    /// <summary>Enumerates the items that are left, one round trip each.</summary>
    /// <param name="cancellationToken">Ends the sequence; see the remarks of the type.</param>
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        EnumerateAsync(1, cancellationToken).GetAsyncEnumerator(cancellationToken);

    /// <summary>Sends a value into a generator. Calls the exposed method <c>send</c>.</summary>
    /// <param name="value">What the <c>yield</c> in the generator returns; null before the first item.</param>
    /// <param name="cancellationToken">Cancels the wait; the value is sent, and the item is that of the next call.</param>
    /// <returns>The item that it yields next, or <c>Found = false</c> at the end.</returns>
    /// <exception cref="NotSupportedException">The referent is no generator.</exception>
    /// <exception cref="InvalidOperationException">Items that were asked for before wait in this proxy.</exception>
    /// <exception cref="RemoteException">The generator raised.</exception>
    public ValueTask<(bool Found, T? Item)> SendAsync(object? value, CancellationToken cancellationToken = default) =>
        ResumeAsync("send", value, cancellationToken);

    /// <summary>Raises an exception inside a generator. Calls the exposed method <c>throw</c>.</summary>
    /// <param name="error">What is raised at its <c>yield</c>.</param>
    /// <param name="cancellationToken">Cancels the wait; it is raised, and the item is that of the next call.</param>
    /// <returns>The item that it yields next, or <c>Found = false</c> at the end.</returns>
    /// <exception cref="NotSupportedException">The referent is no generator.</exception>
    /// <exception cref="InvalidOperationException">Items that were asked for before wait in this proxy.</exception>
    /// <exception cref="RemoteException">The generator let it through, or raised another one.</exception>
    public ValueTask<(bool Found, T? Item)> ThrowAsync(
        PythonException error, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(error);
        return ResumeAsync("throw", error, cancellationToken);
    }

    /// <summary>Ends a generator, which runs its <c>finally</c> blocks. Calls the exposed method <c>close</c>.</summary>
    /// <remarks>An item that is under way is waited for and dropped, as are those that wait in this proxy.</remarks>
    /// <param name="cancellationToken">Ends the wait at once; the generator may be closed all the same.</param>
    /// <exception cref="NotSupportedException">The referent is no generator.</exception>
    /// <exception cref="RemoteException">The generator raised.</exception>
    public async ValueTask CloseAsync(CancellationToken cancellationToken = default)
    {
        using var use = Use();
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_replies.Count > 0)
            {
                await _replies.WaitForAllAsync(cancellationToken).ConfigureAwait(false);
                _replies.Clear();
            }

            var lease = await Client.LeaseAsync(cancellationToken).ConfigureAwait(false);
            await using (lease.ConfigureAwait(false))
            {
                await Client.CallLeasedAsync<object?>(lease, Token, "close", [], null, cancellationToken)
                    .ConfigureAwait(false);
            }

            _hasEnded = true;
        }
        catch (RemoteException error) when (IsMissing(error, "close"))
        {
            throw NoGenerator("close");
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Gives the reference back. Items that wait in this proxy are lost.</summary>
    public override ValueTask DisposeAsync()
    {
        if (_turn.Wait(0))
        {
            _replies.Clear(); // not while a call is under way
            _turn.Release();
        }

        return base.DisposeAsync();
    }

    private async IAsyncEnumerable<T> EnumerateAsync(
        int readAhead, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var (found, item) = await NextAsync(readAhead, cancellationToken).ConfigureAwait(false);
            if (!found)
            {
                yield break;
            }

            yield return item!;
        }
    }

    private async ValueTask<(bool Found, T? Item)> NextAsync(int readAhead, CancellationToken cancellationToken)
    {
        using var use = Use();
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (!_hasEnded)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (_replies.Count == 0)
                {
                    await _replies.AskAsync(
                        this, "__next__", TakesTimeout ? [SliceDeadline.Slice.TotalSeconds] : [], readAhead, cancellationToken)
                        .ConfigureAwait(false);
                }

                var (came, next) = await TakeAsync(cancellationToken).ConfigureAwait(false);
                if (came)
                {
                    return next;
                }
            }

            return (false, default);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask<(bool Found, T? Item)> ResumeAsync(
        string method, object? argument, CancellationToken cancellationToken)
    {
        using var use = Use();
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_replies.Count > 0)
            {
                throw new InvalidOperationException(
                    $"The iterator was asked for {_replies.Count} items that nobody took yet; "
                    + $"take them with TryNextAsync before '{method}'.");
            }

            await _replies.AskAsync(this, method, [argument], 1, cancellationToken).ConfigureAwait(false);
            return (await TakeAsync(cancellationToken).ConfigureAwait(false)).Next;
        }
        catch (RemoteException error) when (IsMissing(error, method))
        {
            throw NoGenerator(method);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Waits for the oldest reply and takes it; <c>Came = false</c> when it was a slice without an item.</summary>
    private async ValueTask<(bool Came, (bool Found, T? Item) Next)> TakeAsync(CancellationToken cancellationToken)
    {
        if (TakesTimeout)
        {
            using var deadline = new SliceDeadline(Client, cancellationToken);
            await deadline.RunAsync(abandon => _replies.WaitAsync(abandon).AsTask()).ConfigureAwait(false);
        }
        else
        {
            await _replies.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return (true, (true, Results.Convert(_replies.Take().ThrowIfError(), Client)));
        }
        catch (RemoteException error) when (error.PythonType == PythonTypes.StopIteration)
        {
            _hasEnded = true;
            _replies.Clear(); // only more ends
            return (true, default);
        }
        catch (RemoteException error) when (TakesTimeout
            && error.PythonType == PythonTypes.MultiprocessingTimeoutError
            && error.Arguments.Count == 0)
        {
            return default;
        }
    }

    // The server exposes send, throw and close of every iterator, also of those that lack them, and answers with the
    // text of a KeyError then; one that a generator raised has arguments.
    private static bool IsMissing(RemoteException error, string method) =>
        error.PythonType == PythonTypes.KeyError && error.Arguments.Count == 0
        && error.Message == $"KeyError: '{method}'";

    private NotSupportedException NoGenerator(string method) =>
        new($"{this} is no generator: it has no '{method}'.");
}
