using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Bridge.Cli.Bench;
using Bridge.Pickle;

namespace Bridge.Benchmarks.Calls;

/// <summary>A proxy connection without any of our client: a socket, a handshake by hand, ready-made requests.</summary>
/// <remarks>Blocking, with one thread each, which is the cheapest way there is.</remarks>
internal sealed class RawConnection : IDisposable
{
    private const int HeaderBytes = 4;
    private const int ChallengeTagBytes = 11;
    private const int LegacyBytes = 20;

    private readonly Socket _socket;
    private readonly bool _needsQuickAck;

    private RawConnection(Socket socket)
    {
        _socket = socket;
        _needsQuickAck = socket.AddressFamily == AddressFamily.InterNetwork && OperatingSystem.IsLinux();
    }

    /// <summary>Opens a connection for calls of methods.</summary>
    public static RawConnection Open(BenchServer server)
    {
        var connection = Connect(server);
        connection.Send(Request(null, "accept_connection", "floor"));
        connection.ReceiveFrame();
        return connection;
    }

    /// <summary>Opens a connection for one server-level call.</summary>
    public static RawConnection Connect(BenchServer server)
    {
        var isTcp = server.Transport == "TCP";
        EndPoint address = isTcp ? IPEndPoint.Parse(server.Dialled) : new UnixDomainSocketEndPoint(server.Dialled);
        var socket = new Socket(address.AddressFamily, SocketType.Stream, isTcp ? ProtocolType.Tcp : ProtocolType.IP);
        if (isTcp)
        {
            socket.NoDelay = true;
        }

        socket.Connect(address);
        var connection = new RawConnection(socket);
        connection.Authenticate(server.Key.Bytes);
        return connection;
    }

    /// <summary>The frame of a request, ready to be sent.</summary>
    public static byte[] Request(string? ident, string method, params object?[] arguments) =>
        Frame(PickleSerializer.Serialize(new PythonTuple(ident, method, new PythonTuple(arguments), new PythonDict())));

    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[_socket.Send(bytes)..];
        }
    }

    /// <summary>Receives what there is; waits for the first byte.</summary>
    public int Receive(Span<byte> buffer)
    {
        var count = _socket.Receive(buffer);
        if (_needsQuickAck)
        {
            // CPython leaves Nagle on; without this each burst of replies waits 40 ms.
            ReadOnlySpan<byte> on = [1, 0, 0, 0];
            _socket.SetRawSocketOption(6, 12, on);
        }

        return count > 0 ? count : throw new IOException("The server closed the connection.");
    }

    /// <summary>Receives the body of one frame.</summary>
    public byte[] ReceiveFrame()
    {
        var header = new byte[HeaderBytes];
        Fill(header);
        var body = new byte[BinaryPrimitives.ReadInt32BigEndian(header)];
        Fill(body);
        return body;
    }

    public void Dispose() => _socket.Dispose();

    private static byte[] Frame(ReadOnlySpan<byte> body)
    {
        var frame = new byte[HeaderBytes + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, body.Length);
        body.CopyTo(frame.AsSpan(HeaderBytes));
        return frame;
    }

    private void Fill(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            buffer = buffer[Receive(buffer)..];
        }
    }

    // Proves our key; that the server has it too is taken for granted here, it is our own child.
    private void Authenticate(ReadOnlySpan<byte> key)
    {
        var challenge = ReceiveFrame().AsSpan(ChallengeTagBytes);
#pragma warning disable CA5351 // CPython 3.11 and older have nothing else.
        Send(Frame(challenge.Length == LegacyBytes
            ? HMACMD5.HashData(key, challenge)
            : [.. "{sha256}"u8, .. HMACSHA256.HashData(key, challenge)]));
#pragma warning restore CA5351
        if (!ReceiveFrame().AsSpan().SequenceEqual("#WELCOME#"u8))
        {
            throw new IOException("The server refused the key.");
        }

        Send(Frame([.. "#CHALLENGE#{sha256}"u8, .. RandomNumberGenerator.GetBytes(40)]));
        ReceiveFrame();
        Send(Frame("#WELCOME#"u8));
    }
}
