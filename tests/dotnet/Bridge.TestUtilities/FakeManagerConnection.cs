using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Bridge.TestUtilities;

/// <summary>The server's end of one connection to a <see cref="FakeManagerServer"/>.</summary>
/// <remarks>Computes its digests by itself, so that a mistake in Bridge is not mirrored here.</remarks>
public sealed class FakeManagerConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly FakeManagerOptions _options;

    internal FakeManagerConnection(Socket socket, int number, FakeManagerOptions options, CancellationToken stopping)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _options = options;
        Number = number;
        Stopping = stopping;
    }

    /// <summary>1 for the first connection that the server accepted.</summary>
    public int Number { get; }

    /// <summary>Canceled when the server is disposed.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>The whole handshake in the server role; false when the client's key was wrong.</summary>
    public async Task<bool> HandshakeAsync() =>
        await DeliverChallengeAsync() && await AnswerChallengeAsync(_options.Key.ToArray());

    /// <summary>Challenges the client; a wrong answer gets <c>#FAILURE#</c> and a traceback, as from CPython.</summary>
    public async Task<bool> DeliverChallengeAsync()
    {
        byte[] message = _options.Handshake == FakeHandshake.Modern
            ? [.. "{sha256}"u8, .. RandomNumberGenerator.GetBytes(40)]
            : RandomNumberGenerator.GetBytes(20);
        byte[] challenge = [.. "#CHALLENGE#"u8, .. message];
        await SendAsync(challenge);

        var answer = await ReceiveAsync();
        if (answer is not null && answer.AsSpan().SequenceEqual(Answer(_options.Key.Span, message)))
        {
            await SendAsync("#WELCOME#"u8.ToArray());
            return true;
        }

        await SendAsync("#FAILURE#"u8.ToArray());
        await SendAsync(Tracebacks.DigestRejected);
        return false;
    }

    /// <summary>Answers the client's challenge with this key; false when the client did not welcome the answer.</summary>
    public async Task<bool> AnswerChallengeAsync(ReadOnlyMemory<byte> key)
    {
        var challenge = await ReceiveAsync();
        if (challenge is null || !challenge.AsSpan().StartsWith("#CHALLENGE#"u8))
        {
            return false;
        }

        await SendAsync(Answer(key.Span, challenge.AsSpan("#CHALLENGE#"u8.Length)));
        return await ReceiveAsync() is { } verdict && verdict.AsSpan().SequenceEqual("#WELCOME#"u8);
    }

    /// <summary>The body of the next frame; null when the client is gone.</summary>
    public async Task<byte[]?> ReceiveAsync()
    {
        var header = new byte[4];
        if (await _stream.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, Stopping) < header.Length)
        {
            return null;
        }

        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(header)];
        await _stream.ReadExactlyAsync(body, Stopping);
        return body;
    }

    /// <summary>Sends a frame.</summary>
    public Task SendAsync(ReadOnlyMemory<byte> body)
    {
        var frame = new byte[4 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, body.Length);
        body.CopyTo(frame.AsMemory(4));
        return SendRawAsync(frame);
    }

    /// <summary>Sends bytes as they are: half frames, garbage.</summary>
    public Task SendRawAsync(ReadOnlyMemory<byte> bytes) => _stream.WriteAsync(bytes, Stopping).AsTask();

    /// <summary>Waits in silence until the client closes, or the server is disposed.</summary>
    public async Task UntilClosedAsync()
    {
        var ignored = new byte[4096];
        while (await _stream.ReadAsync(ignored, Stopping) > 0)
        {
            // Whatever comes is of no interest.
        }
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose() => _stream.Dispose();

    private byte[] Answer(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message)
    {
        var isModern = _options.Handshake == FakeHandshake.Modern && message.StartsWith("{sha256}"u8);
#pragma warning disable CA5351 // the digest of CPython 3.11 and older
        return isModern
            ? [.. "{sha256}"u8, .. HMACSHA256.HashData(key, message)]
            : HMACMD5.HashData(key, message);
#pragma warning restore CA5351
    }
}
