using System.Buffers.Binary;
using System.Text;

namespace Bridge.InteropTests.Pickle;

/// <summary>A Python that reads a pickle, tells what it is, and pickles it again: echo.py.</summary>
internal sealed class EchoPeer(TestPython python) : IAsyncDisposable
{
    private const byte PurePython = 64;

    private readonly PythonPeer _peer = PythonPeer.Start(python, "echo.py");

    /// <summary>Sends a pickle to Python.</summary>
    /// <param name="pickle">The pickle.</param>
    /// <param name="protocol">The pickle protocol of the answer.</param>
    /// <param name="purePython">Whether the pickler written in Python is to be used.</param>
    /// <returns>The shape of what Python read, and Python's pickle of it.</returns>
    public async Task<(string Shape, byte[] Pickle)> SendAsync(byte[] pickle, int protocol, bool purePython)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var how = (byte)(protocol | (purePython ? PurePython : 0));
        await _peer.SendAsync('R', (byte[])[how, .. pickle], cancellationToken);
        var answer = await _peer.ReceiveAsync(cancellationToken);
        if (answer.Kind != 'R')
        {
            throw new InvalidOperationException(answer.Text);
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(answer.Body);
        return (Encoding.UTF8.GetString(answer.Body, 4, length), answer.Body[(4 + length)..]);
    }

    public ValueTask DisposeAsync() => _peer.DisposeAsync();
}
