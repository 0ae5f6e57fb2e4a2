using System.Buffers.Binary;
using Bridge.Connections;
using Bridge.TestUtilities;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Tests.Connections;

/// <summary>Shorthand for the tests of this folder.</summary>
internal static class Fakes
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static Task<Connection> ConnectAsync(
        this FakeManagerServer server, ConnectionOptions? options = null, AuthKey? authKey = null) =>
        Connection.ConnectAsync(
            server.Address, authKey ?? server.AuthKey, options ?? ConnectionOptions.Default, NullLogger.Instance, Token);

    /// <summary>A connection for a lane, whose receives block.</summary>
    internal static Task<Connection> ConnectLaneAsync(this FakeManagerServer server, ConnectionOptions? options = null) =>
        DedicatedThread.RunAsync(() => Connection.ConnectAsync(
            server.Address,
            server.AuthKey,
            options ?? ConnectionOptions.Default,
            NullLogger.Instance,
            Token,
            blocks: true));

    /// <summary>A frame of four bytes that holds a number.</summary>
    internal static FrameBuffer Frame(int number)
    {
        var body = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(body, number);
        return FrameBuffer.Of(body);
    }

    internal static int Number(this FrameBuffer frame)
    {
        using (frame)
        {
            return Number(frame.BodySpan);
        }
    }

    internal static int Number(ReadOnlySpan<byte> body) => BinaryPrimitives.ReadInt32BigEndian(body);
}
