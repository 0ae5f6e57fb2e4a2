using System.Text;

namespace Bridge.Cli.Output;

/// <summary>The terminal's second screen without a cursor; disposing brings the first one back as it was. Thread-safe.</summary>
internal sealed class AlternateScreen : IDisposable
{
    private const string Enter = "\e[?1049h\e[?25l\e[2J";

    // .NET puts the cursor keys into application mode when it reads keys, and leaves them so.
    private const string Left = "\e[?1l\e>\e[0m\e[?25h\e[?1049l";

    private readonly TextWriter _output;
    private readonly Lock _lock = new();
    private bool _isLeft;

    /// <summary>Shows the second screen.</summary>
    public AlternateScreen(TextWriter output)
    {
        _output = output;
        output.Write(Enter);
        output.Flush();
    }

    /// <summary>Draws all anew; what was there and is not overwritten goes.</summary>
    public void Show(IReadOnlyList<string> lines)
    {
        var text = new StringBuilder("\e[H");
        for (var i = 0; i < lines.Count; i++)
        {
            // Erased first: a line that fills the row leaves the cursor on its last cell, which would be erased.
            text.Append(i == 0 ? "" : "\r\n").Append("\e[2K").Append(lines[i]);
        }

        text.Append("\e[J");
        lock (_lock)
        {
            if (!_isLeft)
            {
                _output.Write(text.ToString());
                _output.Flush();
            }
        }
    }

    /// <summary>Brings the first screen back until <see cref="Reenter"/>; what is shown meanwhile is not drawn.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            if (_isLeft)
            {
                return;
            }

            _isLeft = true;
            try
            {
                _output.Write(Left);
                _output.Flush();
            }
            catch (IOException)
            {
                // The terminal itself is gone.
            }
        }
    }

    /// <summary>Enters again, after the program was suspended and whoever came between has left.</summary>
    public void Reenter()
    {
        lock (_lock)
        {
            _isLeft = false;
            _output.Write(Enter);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Leave();
}
