using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Bridge.Connections.Transports;

/// <summary>Windows named pipes in message mode: one write is one frame, and there is no length in front.</summary>
/// <remarks>
/// Written from Lib/multiprocessing/connection.py (<c>PipeConnection</c>, <c>PipeClient</c>) and the Windows
/// documentation; the project's own test machines run Linux, so it has not been tried against a server.
/// </remarks>
[SupportedOSPlatform("windows")]
internal sealed partial class NamedPipeTransport : Transport
{
    private const int ReadBytes = 8192;

    private readonly NamedPipeClientStream _pipe;
    private bool _insideMessage;

    private NamedPipeTransport(NamedPipeClientStream pipe) => _pipe = pipe;

    internal override bool HasPartialFrame => _insideMessage;

    /// <summary>Connects; waits while the pipe does not exist yet or all its instances are busy.</summary>
    internal static async Task<Transport> ConnectAsync(ManagerAddress address, CancellationToken cancellationToken)
    {
        if (!AddressRules.TrySplitPipe(address.Path!, out var server, out var name))
        {
            throw new IOException($"'{address.Path}' is no pipe name.");
        }

        var pipe = new NamedPipeClientStream(server, name, PipeDirection.InOut, PipeOptions.Asynchronous);
        try
        {
            await pipe.ConnectAsync(cancellationToken).ConfigureAwait(false);
            pipe.ReadMode = PipeTransmissionMode.Message;
            return new NamedPipeTransport(pipe);
        }
        catch
        {
            await pipe.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    internal override bool IsReadable() =>
        !PeekNamedPipe(_pipe.SafePipeHandle, 0, 0, 0, out var available, 0) || available > 0;

    internal override async ValueTask SendAsync(FrameBuffer frame, CancellationToken cancellationToken) =>
        await _pipe.WriteAsync(frame.Body, cancellationToken).ConfigureAwait(false);

    internal override async ValueTask SendAsync(
        ReadOnlyMemory<FrameBuffer> frames, CancellationToken cancellationToken)
    {
        for (var i = 0; i < frames.Length; i++)
        {
            await _pipe.WriteAsync(frames.Span[i].Body, cancellationToken).ConfigureAwait(false);
        }
    }

    internal override async ValueTask<FrameBuffer?> ReceiveAsync(int maxBytes, CancellationToken cancellationToken)
    {
        var frame = FrameBuffer.Rent(ReadBytes);
        try
        {
            while (await ReceivePieceAsync(frame, cancellationToken).ConfigureAwait(false))
            {
                if (frame.Length > maxBytes)
                {
                    throw new BridgeProtocolException(
                        $"A message has more than {maxBytes} bytes, which is the limit (MaxFrameBytes).");
                }

                if (_pipe.IsMessageComplete)
                {
                    _insideMessage = false;
                    return frame;
                }
            }

            frame.Dispose();
            return _insideMessage
                ? throw new EndOfStreamException("The pipe ended inside a message.")
                : null;
        }
        catch
        {
            frame.Dispose();
            throw;
        }
    }

    internal override bool WaitForData(TimeSpan time, bool moreIsDue) => true; // the receive waits, for as long as it takes

    internal override FrameBuffer? Receive(int maxBytes) =>
        ReceiveAsync(maxBytes, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public override ValueTask DisposeAsync() => _pipe.DisposeAsync();

    /// <summary>False when the pipe is broken, which is how the end of a pipe looks.</summary>
    private async ValueTask<bool> ReceivePieceAsync(FrameBuffer frame, CancellationToken cancellationToken)
    {
        var received = await _pipe.ReadAsync(frame.GetMemory(), cancellationToken).ConfigureAwait(false);
        frame.Advance(received);
        if (received == 0 && !_pipe.IsConnected)
        {
            return false;
        }

        _insideMessage = true;
        return true;
    }

    [LibraryImport("kernel32.dll", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool PeekNamedPipe(
        SafePipeHandle pipe, nint buffer, uint bufferBytes, nint bytesRead, out uint available, nint bytesLeft);
}
