using System.Globalization;
using Bridge.Connections.Transports;

namespace Bridge.Connections;

/// <summary>The mutual authkey handshake, in both roles.</summary>
/// <remarks>
/// Strictly one message at a time: two in one flight cost 40 ms on TCP. Nothing that comes is ever unpickled here;
/// CPython follows <c>#FAILURE#</c> with a pickled traceback, which is left unread.
/// See Lib/multiprocessing/connection.py, <c>Client</c> and <c>Listener.accept</c>.
/// </remarks>
internal sealed class Handshake(Transport transport, OtherSide other, AuthKey authKey, ConnectionOptions options)
{
    private const int MaxMessageBytes = 256;

    private string _awaited = "challenge";

    /// <summary>Whether the other side asked for the bare HMAC-MD5 of CPython 3.11 and older.</summary>
    internal bool IsLegacy { get; private set; }

    private static ReadOnlySpan<byte> ChallengeTag => "#CHALLENGE#"u8;

    private static ReadOnlySpan<byte> Welcome => "#WELCOME#"u8;

    private static ReadOnlySpan<byte> Failure => "#FAILURE#"u8;

    /// <summary>Proves our key, then lets the server prove its own. No request may be sent before.</summary>
    /// <exception cref="BridgeAuthenticationException">The keys differ, or no digest is common.</exception>
    /// <exception cref="BridgeProtocolException">The server is not a Python manager.</exception>
    /// <exception cref="BridgeConnectionException">The server closed the connection.</exception>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        await AnswerChallengeAsync(cancellationToken).ConfigureAwait(false);
        await DeliverChallengeAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same in the server role: the client proves its key first.</summary>
    /// <exception cref="BridgeAuthenticationException">The keys differ, or no digest is common.</exception>
    /// <exception cref="BridgeProtocolException">The client is not a Python client with an authkey.</exception>
    /// <exception cref="BridgeConnectionException">The client closed the connection.</exception>
    internal async Task RunAsServerAsync(CancellationToken cancellationToken)
    {
        await DeliverChallengeAsync(cancellationToken).ConfigureAwait(false);
        await AnswerChallengeAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What to say when the deadline passed during <see cref="RunAsync"/>.</summary>
    internal BridgeConnectionException TimedOut() =>
        new(string.Create(
            CultureInfo.InvariantCulture,
            $"{other.Place} {other.Arrival} but sent no {_awaited} within {options.ConnectTimeout.TotalSeconds:0.###} s: "
            + $"it is not a {other.Kind}, or it hangs."));

    /// <summary>What to say when the connection broke during <see cref="RunAsync"/>.</summary>
    internal BridgeConnectionException Broke(Exception error) =>
        new($"{other.Place} broke the connection instead of sending a {_awaited} ({ConnectErrors.Reason(error)}): "
            + $"it is not a {other.Kind}, or it is just ending.", error);

    private async Task AnswerChallengeAsync(CancellationToken cancellationToken)
    {
        byte[] answer;
        using (var frame = await ReceiveAsync("challenge", cancellationToken).ConfigureAwait(false))
        {
            if (!frame.BodySpan.StartsWith(ChallengeTag))
            {
                throw NotAManager(null);
            }

            var message = frame.BodySpan[ChallengeTag.Length..];
            IsLegacy = Challenge.IsLegacy(message);
            answer = Challenge.Answer(authKey.Bytes, message, options.AllowLegacyMd5);
        }

        await SendAsync(answer, cancellationToken).ConfigureAwait(false);

        using var verdict = await ReceiveAsync("verdict on our authkey", cancellationToken).ConfigureAwait(false);
        if (verdict.BodySpan.SequenceEqual(Failure))
        {
            throw new BridgeAuthenticationException(
                $"{other.Subject} refused our authkey; give both sides the same key.");
        }

        if (!verdict.BodySpan.SequenceEqual(Welcome))
        {
            throw NotAManager(null);
        }
    }

    private async Task DeliverChallengeAsync(CancellationToken cancellationToken)
    {
        var message = Challenge.CreateUniversal();
        await SendAsync([.. ChallengeTag, .. message], cancellationToken).ConfigureAwait(false);

        bool isRight;
        using (var answer = await ReceiveAsync("answer to our challenge", cancellationToken).ConfigureAwait(false))
        {
            isRight = Challenge.Verify(authKey.Bytes, message, answer.BodySpan, options.AllowLegacyMd5);
        }

        await SendAsync(isRight ? Welcome.ToArray() : Failure.ToArray(), cancellationToken).ConfigureAwait(false);
        if (!isRight)
        {
            throw new BridgeAuthenticationException(other.NotProved);
        }
    }

    private async Task<FrameBuffer> ReceiveAsync(string awaited, CancellationToken cancellationToken)
    {
        _awaited = awaited;
        try
        {
            return await transport.ReceiveAsync(MaxMessageBytes, cancellationToken).ConfigureAwait(false)
                ?? throw new BridgeConnectionException(
                    $"{other.Place} closed the connection before it sent a {awaited}: "
                    + $"it is not a {other.Kind}, or it is just ending.");
        }
        catch (BridgeProtocolException e)
        {
            throw NotAManager(e);
        }
    }

    private async Task SendAsync(byte[] body, CancellationToken cancellationToken)
    {
        using var frame = FrameBuffer.Of(body);
        await transport.SendAsync(frame, cancellationToken).ConfigureAwait(false);
    }

    private BridgeProtocolException NotAManager(Exception? inner) =>
        new($"{other.Place} is not a {other.Kind}: what it sent is no {_awaited}{other.Remedy}.", inner);
}
