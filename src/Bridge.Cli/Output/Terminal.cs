using System.Text;
using Spectre.Console;

namespace Bridge.Cli.Output;

/// <summary>Where a command writes: data to standard output, all that is said to a person to standard error.</summary>
internal sealed class Terminal : IDisposable
{
    /// <summary>Width of tables when there is no window to measure.</summary>
    private const int PlainWidth = 160;

    private readonly Lock _lock = new();

    /// <summary>A terminal over any writers; used directly by tests.</summary>
    public Terminal(TextWriter output, TextWriter error, bool isInteractive)
    {
        Output = output;
        Error = error;
        IsInteractive = isInteractive;
    }

    /// <summary>Standard output: results and JSON, never progress.</summary>
    public TextWriter Output { get; }

    /// <summary>Standard error: progress, notes and errors.</summary>
    public TextWriter Error { get; }

    /// <summary>Whether standard error is a window that can be redrawn.</summary>
    public bool IsInteractive { get; }

    /// <summary>The process's own streams. Redirected output is UTF-8 without a byte order mark.</summary>
    public static Terminal OpenConsole()
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        var output = Console.IsOutputRedirected
            ? new StreamWriter(Console.OpenStandardOutput(), utf8) { AutoFlush = true }
            : Console.Out;
        var error = Console.IsErrorRedirected
            ? new StreamWriter(Console.OpenStandardError(), utf8) { AutoFlush = true }
            : Console.Error;

        return new Terminal(output, TextWriter.Synchronized(error), !Console.IsErrorRedirected);
    }

    /// <summary>Writes one sentence to standard error, marked as ours.</summary>
    public void Say(string sentence) => Note($"bridge: {sentence}");

    /// <summary>Writes a line to standard error as it is: what a Python process printed.</summary>
    /// <remarks>A standard error that is closed or full does not end the work; the exit code still tells.</remarks>
    public void Note(string line)
    {
        lock (_lock)
        {
            try
            {
                Error.WriteLine(line);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // There is nowhere left to say it.
            }
        }
    }

    /// <summary>A console for tables on standard output.</summary>
    public IAnsiConsole OpenOutputConsole() => Open(Output, Console.IsOutputRedirected);

    /// <summary>A console for progress on standard error.</summary>
    public IAnsiConsole OpenErrorConsole() => Open(Console.Error, !IsInteractive);

    /// <inheritdoc/>
    public void Dispose()
    {
        Output.Flush();
        Error.Flush();
    }

    private static IAnsiConsole Open(TextWriter writer, bool isPlain)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isPlain ? AnsiSupport.No : AnsiSupport.Detect,
            Interactive = isPlain ? InteractionSupport.No : InteractionSupport.Detect,
        });

        if (isPlain)
        {
            console.Profile.Width = PlainWidth;
        }

        return console;
    }
}
