using System.Globalization;

namespace Bridge.Testing;

/// <summary>What both sides said: the log of Bridge in this process, and what the Pythons printed. Thread-safe.</summary>
/// <remarks>Keeps the last 5,000 lines.</remarks>
public sealed class Transcript
{
    private const int Most = 5000;

    private readonly Lock _gate = new();
    private readonly Queue<Line> _lines = new();
    private int _dropped;

    /// <summary>The log of Bridge in this process.</summary>
    public string DotNet => Text(line => !line.IsPython, 0);

    /// <summary>What the manager and the programs printed to standard output and standard error.</summary>
    public string Python => Text(line => line.IsPython, 0);

    /// <summary>Both, in the order in which they came.</summary>
    public override string ToString() => Text(_ => true, 0);

    /// <summary>How many lines there were so far; to ask for the later ones.</summary>
    internal int Position
    {
        get
        {
            lock (_gate)
            {
                return _dropped + _lines.Count;
            }
        }
    }

    internal string DotNetSince(int position) => Text(line => !line.IsPython, position);

    internal string PythonSince(int position) => Text(line => line.IsPython, position);

    internal void AddDotNet(string text) => Add(new Line(false, DateTime.Now, text));

    internal void AddPython(string name, string text) => Add(new Line(true, DateTime.Now, $"{name}: {text}"));

    private void Add(Line line)
    {
        lock (_gate)
        {
            _lines.Enqueue(line);
            if (_lines.Count > Most)
            {
                _lines.Dequeue();
                _dropped++;
            }
        }
    }

    private string Text(Func<Line, bool> isWanted, int position)
    {
        lock (_gate)
        {
            return string.Concat(_lines.Skip(position - _dropped).Where(isWanted).Select(line => line.ToString()));
        }
    }

    private readonly record struct Line(bool IsPython, DateTime Time, string Text)
    {
        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{Time:HH:mm:ss.fff} {(IsPython ? "Python" : ".NET  ")} {Text}\n");
    }
}
