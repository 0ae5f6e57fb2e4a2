using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Bridge.InteropTests.Pickle;

/// <summary>A program of tests/data/differential, talked to in frames over its standard input and output.</summary>
internal sealed class PythonPeer : IAsyncDisposable
{
    private const int HeaderSize = 5;

    private readonly Process _process;
    private readonly Stream _output;
    private readonly Stream _input;
    private readonly Task<string> _errors;

    private PythonPeer(Process process)
    {
        _process = process;
        _output = new BufferedStream(process.StandardOutput.BaseStream, 1 << 16);
        _input = process.StandardInput.BaseStream;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The folder of the programs.</summary>
    public static string Folder { get; } = FindFolder();

    /// <summary>Starts a program.</summary>
    public static PythonPeer Start(TestPython python, string program, params IEnumerable<int> arguments)
    {
        var texts = arguments.Select(argument => argument.ToString(CultureInfo.InvariantCulture));
        var start = new ProcessStartInfo(python.Path, ["-B", Path.Combine(Folder, program), .. texts])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["PYTHONIOENCODING"] = "utf-8:backslashreplace";
        start.Environment["PYTHONHASHSEED"] = "0"; // the order of sets is a part of what the seed gives
        start.Environment.Remove("PYTHONPATH");
        return new PythonPeer(Process.Start(start)!);
    }

    /// <summary>The next frame; fails the test when the program ended without one.</summary>
    public async Task<PeerFrame> ReceiveAsync(CancellationToken cancellationToken)
    {
        try
        {
            var header = new byte[HeaderSize];
            await _output.ReadExactlyAsync(header, cancellationToken);
            var body = new byte[BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(1))];
            await _output.ReadExactlyAsync(body, cancellationToken);
            return new PeerFrame((char)header[0], body);
        }
        catch (EndOfStreamException)
        {
            Assert.Fail($"The Python program ended:\n{await _errors.WaitAsync(cancellationToken)}");
            throw;
        }
    }

    /// <summary>Sends a frame.</summary>
    public async Task SendAsync(char kind, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var frame = new byte[HeaderSize + body.Length];
        frame[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(1), body.Length);
        body.CopyTo(frame.AsMemory(HeaderSize));
        await _input.WriteAsync(frame, cancellationToken);
        await _input.FlushAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var data = Path.Combine(folder.FullName, "tests", "data", "differential");
            if (Directory.Exists(data))
            {
                return data;
            }
        }

        throw new DirectoryNotFoundException(
            "tests/data/differential is not above the test assembly; run from the repository.");
    }
}
