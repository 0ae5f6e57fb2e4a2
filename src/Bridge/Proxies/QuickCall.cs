using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using Bridge.Connections;
using Bridge.Diagnostics;
using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>A call that the server answers at once, from the request to the value. Used again and again.</summary>
/// <remarks>
/// The reply is read on the thread that takes the result. The reference of the proxy is held until the server has
/// answered, also when the caller has given up before.
/// </remarks>
internal sealed class QuickCall<T> : LaneCall, IValueTaskSource<T>, IValueTaskSource
{
    // For the caller that takes the result, and for the lane.
    private const int Holders = 2;

    private static readonly KeptObjects<QuickCall<T>> Kept = new();

    // No proxy can be in such a value.
    private static readonly bool HasNoRoom = !RuntimeHelpers.IsReferenceOrContainsReferences<T>()
        || typeof(T) == typeof(string) || LongValue.Includes(typeof(T));

    private ManagerClient? _client;
    private ProxyReference? _reference;
    private Token? _token;
    private object? _peer;
    private CallMeasurement? _measurement;
    private CancellationToken _cancellationToken;
    private bool _takes;
    private int _holders;
    private bool _hasValue;
    private T? _value;

    /// <summary>Sends a request.</summary>
    /// <param name="reference">A reference that was entered; it is left when the server has answered.</param>
    /// <param name="lane">The lane of the referent.</param>
    /// <param name="request">The request; the call disposes it.</param>
    /// <param name="takes">
    /// Whether the reply holds what nobody else will have. Once sent, it is waited for although the caller cancels.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    internal static QuickCall<T> Start(
        ProxyReference reference, PipelinedLane lane, FrameBuffer request, bool takes, CancellationToken cancellationToken)
    {
        var call = Kept.Take() ?? new QuickCall<T>();
        call._client = reference.Client;
        call._reference = reference;
        call._token = reference.Token;
        call._peer = lane.Peer;
        call._cancellationToken = cancellationToken;
        call._takes = takes;
        call._holders = Holders;
        if (Instruments.WantsCalls)
        {
            call._measurement = CallMeasurement.TryBegin(
                call._client.Meter, call._token.TypeId, RequestName.Read(request.OwnSpan), !reference.IsQuiet);
        }

        lane.Start(call, request, cancellationToken);
        return call;
    }

    internal override void SetReply(FrameBuffer reply, bool inline)
    {
        LeaveReference();
        if (!HasProxy(reply.Incoming is null ? reply.BodySpan : reply.OwnSpan))
        {
            base.SetReply(reply, inline);
            return;
        }

        // A proxy in it must be owned before anybody sees it, which takes calls.
        Interlocked.Increment(ref _holders);
        ThreadPool.UnsafeQueueUserWorkItem(
            static state => _ = state.Call.FinishAsync(state.Reply), (Call: this, Reply: reply), preferLocal: false);
    }

    internal override IncomingOperand? FindOperand(ReadOnlySpan<byte> head, int frameBytes) =>
        LongValue.Find<T>(head, frameBytes, _client!.Pickle);

    internal override void LetGo()
    {
        LeaveReference();
        Release();
    }

    T IValueTaskSource<T>.GetResult(short token)
    {
        if (GetStatus(token) == ValueTaskSourceStatus.Pending)
        {
            // Somebody blocks on a call. That is no good idea, but no reason to fail.
            using var done = new ManualResetEventSlim();
            OnCompleted(static state => ((ManualResetEventSlim)state!).Set(), done, token, default);
            done.Wait();
        }

        FrameBuffer? reply = null;
        try
        {
            reply = GetResult(token);
            var value = _hasValue ? _value! : Read(reply);
            _measurement?.End();
            return value;
        }
        catch (Exception error) when (_measurement?.Fail(error) == true)
        {
            throw;
        }
        finally
        {
            reply?.Dispose();
            Release();
        }
    }

    void IValueTaskSource.GetResult(short token) => ((IValueTaskSource<T>)this).GetResult(token);

    private protected override void Cancel(CancellationToken cancellationToken)
    {
        var version = Version;
        if (!TryAbandon(version, mayBeSent: !_takes, cancellationToken) && _takes)
        {
            _ = Task.Delay(SlicedWait.Grace, CancellationToken.None).ContinueWith(
                _ => TryAbandon(version, mayBeSent: true, cancellationToken),
                CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private static bool HasProxy(ReadOnlySpan<byte> body)
    {
        const int HeadBytes = 40;
        var head = body[..Math.Min(HeadBytes, body.Length)];
        if (HasNoRoom && head.IndexOf("#RETURN"u8) >= 0)
        {
            return false;
        }

        return head.IndexOf("#PROXY"u8) >= 0 || body.IndexOf("RebuildProxy"u8) >= 0;
    }

    private T Read(FrameBuffer frame)
    {
        if (typeof(T) == typeof(Ignored))
        {
            _client!.Replies.ReadNothing(frame.BodySpan, _token!);
            return default!;
        }

        if (LongValue.TryRead<T>(frame, _client!.Pickle, out var value))
        {
            return value;
        }

        var unused = frame.Incoming?.Target as IDisposable;
        var body = frame.BodySpan; // a copy of what was received there
        unused?.Dispose();
        var reply = _client.Replies.Read<T>(body, _token!, _peer, out var nested);
        Debug.Assert(nested is null, "A proxy was not seen.");
        return reply.Payload();
    }

    private async Task FinishAsync(FrameBuffer reply)
    {
        try
        {
            if (typeof(T) == typeof(Ignored))
            {
                Results.Discard(await ReadAsync<object?>(reply).ConfigureAwait(false));
            }
            else
            {
                _value = Results.Convert(await ReadAsync<T>(reply).ConfigureAwait(false), _client!);
            }

            _hasValue = true;
            base.SetReply(reply, inline: false);
        }
        catch (Exception error)
        {
            reply.Dispose();
            SetError(error);
        }
        finally
        {
            Release();
        }
    }

    private ValueTask<Reply<TReply>> ReadAsync<TReply>(FrameBuffer reply) =>
        _client!.Replies.ReadAsync<TReply>(
            reply, _token!, _peer, _takes ? CancellationToken.None : _cancellationToken);

    private void LeaveReference() => Interlocked.Exchange(ref _reference, null)?.Exit();

    private void Release()
    {
        if (Interlocked.Decrement(ref _holders) > 0)
        {
            return;
        }

        Reset();
        _client = null;
        _token = null;
        _peer = null;
        _cancellationToken = default;
        _hasValue = false;
        _measurement = null;
        _value = default;
        Kept.Add(this);
    }
}
