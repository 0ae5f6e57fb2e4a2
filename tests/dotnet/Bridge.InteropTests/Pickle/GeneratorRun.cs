using System.Text;

namespace Bridge.InteropTests.Pickle;

/// <summary>Lets generate.py ask its questions, and collects what it finds.</summary>
internal sealed class GeneratorRun(TestPython python, int seed, int count, int protocol)
{
    private readonly Failures _failures = new($"{python}, pickle protocol {protocol}");

    /// <summary>Answers a question: a pickle, to be written at a pickle protocol.</summary>
    public required Func<byte[], int, Task<byte[]>> Rewrite { get; init; }

    /// <summary>Gets the pickles with their JSON; returns what is wrong with ours, or null.</summary>
    public required Func<JsonCase, string?> Check { get; init; }

    /// <summary>The only pickle protocol to ask for; null for all in turn.</summary>
    public int? Written { get; init; }

    /// <summary>Runs it to its end and fails the test when anything differed.</summary>
    /// <returns>The figures, for people.</returns>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        int[] arguments = Written is { } written ? [seed, count, protocol, written] : [seed, count, protocol];
        await using var peer = PythonPeer.Start(python, "generate.py", arguments);
        while (true)
        {
            var frame = await peer.ReceiveAsync(cancellationToken);
            switch (frame.Kind)
            {
                case 'J':
                    CheckJson(JsonCase.Read(frame.Body));
                    break;
                case 'R':
                    var (kind, body) = await AnswerAsync(frame.Body);
                    await peer.SendAsync(kind, body, cancellationToken);
                    break;
                case 'F':
                    _failures.Add(frame.Text);
                    break;
                default:
                    _failures.AssertNone();
                    return frame.Text;
            }
        }
    }

    private void CheckJson(JsonCase json)
    {
        string? problem;
        try
        {
            problem = Check(json);
        }
        catch (Exception e)
        {
            problem = $"value {json.Index}: JSON: {e}\npickle   {Convert.ToHexStringLower(json.Pickle)}";
        }

        if (problem is not null)
        {
            _failures.Add($"seed {seed}, {problem}");
        }
    }

    private async Task<(char Kind, byte[] Body)> AnswerAsync(byte[] question)
    {
        try
        {
            return ('R', await Rewrite(question[1..], question[0]));
        }
        catch (Exception e)
        {
            return ('E', Encoding.UTF8.GetBytes(e.ToString()));
        }
    }
}
