using System.Collections.Concurrent;

namespace Bridge.Testing;

/// <summary>What one test gathers for its end. Thread-safe.</summary>
internal sealed class TestReport
{
    private readonly ConcurrentQueue<(Transcript Transcript, int Position)> _transcripts = new();
    private readonly ConcurrentQueue<LeakException> _leaks = new();

    /// <summary>Managers of several tests: only what they said since this one began.</summary>
    public TestReport(IEnumerable<Transcript> shared)
    {
        foreach (var transcript in shared)
        {
            _transcripts.Enqueue((transcript, transcript.Position));
        }
    }

    public string DotNet => string.Concat(_transcripts.Select(t => t.Transcript.DotNetSince(t.Position)));

    public string Python => string.Concat(_transcripts.Select(t => t.Transcript.PythonSince(t.Position)));

    public IReadOnlyList<LeakException> Leaks => [.. _leaks];

    /// <summary>A manager that this test started.</summary>
    public void AddOwn(Transcript transcript) => _transcripts.Enqueue((transcript, 0));

    public void AddLeaks(LeakException leaks) => _leaks.Enqueue(leaks);
}
