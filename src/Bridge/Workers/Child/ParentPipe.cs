using System.Text;
using System.Text.Json;

namespace Bridge.Workers.Child;

/// <summary>The pipes to the parent process: one line in, one line out, and the end of the first is the parent's end.</summary>
/// <remarks>
/// The C# counterpart of <c>_parent.py</c>. Neither stream is shared with <see cref="Console"/>: on Unix the runtime
/// duplicates the descriptor for each. Not thread-safe.
/// </remarks>
internal sealed class ParentPipe(Stream input, Stream output)
{
    private const int MaxLineBytes = 1 << 20; // a longer configuration is not ours

    /// <summary>The standard streams of this process.</summary>
    public static ParentPipe OfConsole() => new(Console.OpenStandardInput(), Console.OpenStandardOutput());

    /// <summary>Reads the first line, and nothing behind it, on a thread of the pool.</summary>
    /// <returns>Null when the stream ended before.</returns>
    /// <exception cref="WorkerLoadException">The line is too long to be a configuration, or is not UTF-8.</exception>
    public async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        // A console stream reads synchronously whatever it is asked for.
        var line = await Task.Run(ReadLine, CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false);
        return line is null ? null : Decode(line).TrimStart('\uFEFF');
    }

    /// <summary>Calls an action, on a thread of its own, when the other end of the input is closed.</summary>
    public void WatchEnd(Action gone)
    {
        var thread = new Thread(() =>
        {
            var rest = new byte[256];
            try
            {
                while (input.Read(rest) > 0)
                {
                    // Nobody is to write anything there; what is not expected is passed over.
                }
            }
            catch (IOException)
            {
                // A pipe that breaks has ended as well.
            }

            gone();
        })
        {
            IsBackground = true,
            Name = "Bridge parent",
        };
        thread.Start();
    }

    /// <summary>Says that the work can begin. Nothing may be written after it.</summary>
    public void WriteReady() => Write(json =>
    {
        json.WriteBoolean("ready", true);
        json.WriteNumber("pid", Environment.ProcessId);
        json.WriteString("dotnet", Environment.Version.ToString());
    });

    /// <summary>Says why it cannot, in place of the ready line.</summary>
    public void WriteError(WorkerLoadException error) => Write(json =>
    {
        json.WriteStartObject("error");
        json.WriteString("kind", error.Kind);
        json.WriteString("message", error.Message);
        json.WriteString("traceback", error.InnerException is null ? null : RowFailure.Trace(error.InnerException));
        json.WriteEndObject();
    });

    private byte[]? ReadLine()
    {
        var line = new MemoryStream();
        Span<byte> next = stackalloc byte[1]; // one at a time: what follows is not ours to take
        while (input.Read(next) > 0)
        {
            if (next[0] == '\n')
            {
                return line.ToArray();
            }

            line.WriteByte(next[0]);
            if (line.Length > MaxLineBytes)
            {
                throw WorkerConfiguration.NotJson();
            }
        }

        return line.Length > 0 ? line.ToArray() : null;
    }

    private static string Decode(byte[] line)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(line);
        }
        catch (DecoderFallbackException)
        {
            throw WorkerConfiguration.NotJson();
        }
    }

    private void Write(Action<Utf8JsonWriter> body)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            body(json);
            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        try
        {
            output.Write(line.GetBuffer(), 0, (int)line.Length);
            output.Dispose();
        }
        catch (IOException)
        {
            // The parent is gone; the watch, or the exit that follows, ends this process.
        }
    }
}
