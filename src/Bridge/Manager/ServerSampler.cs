using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Bridge.Connections;
using Bridge.Pickle;

namespace Bridge.Manager;

/// <summary>Takes samples of a server. Thread-safe.</summary>
internal sealed partial class ServerSampler(LaneSet lanes, ServerInspector inspector, PickleOptions pickle)
{
    /// <summary>What is asked about may go between two questions; then the second one has no answer.</summary>
    private const int Attempts = 3;

    public async Task<ServerSample> TakeAsync(CancellationToken cancellationToken)
    {
        ServerSample? incomplete = null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var lane = await lanes.GetAsync(cancellationToken).ConfigureAwait(false);
            var (sample, isComplete) = await TryTakeAsync(lane, cancellationToken).ConfigureAwait(false);
            if (isComplete)
            {
                return sample!;
            }

            incomplete = sample ?? incomplete;
        }

        return incomplete ?? await TakeFromDebugInfoAsync(cancellationToken).ConfigureAwait(false);
    }

    // For a server that answers no questions.
    private async Task<ServerSample> TakeFromDebugInfoAsync(CancellationToken cancellationToken)
    {
        var lane = await lanes.GetAsync(cancellationToken).ConfigureAwait(false);
        var watch = Stopwatch.StartNew();
        var objects = await inspector.GetObjectsAsync(cancellationToken).ConfigureAwait(false);
        return new ServerSample(
            (ServerInfo)lane.Peer!,
            watch.Elapsed,
            null,
            null,
            [.. objects.Select(o => new SampledObject(o.Id, o.TypeName, o.ReferenceCount))],
            null);
    }

    private async Task<(ServerSample? Sample, bool IsComplete)> TryTakeAsync(
        PipelinedLane lane, CancellationToken cancellationToken)
    {
        var server = (ServerInfo)lane.Peer!;
        var hasIds = !server.IsBefore(3, 8, 0);
        var watch = Stopwatch.StartNew();
        var answers = await AskAsync(
            lane, [SampleQuestions.Tables, SampleQuestions.Threads(hasIds)], cancellationToken).ConfigureAwait(false);
        if (answers[0] is not [PythonTuple ids, PythonTuple classes, PythonDict counts, double seconds, string platform])
        {
            return (null, false);
        }

        var objects = ReadObjects(ids, classes, counts);
        var asked = objects.Where(o => o.Question is not null).ToArray();
        var connections = ReadConnections(answers[1]);
        var files = platform == "linux" ? Files(connections) : [];

        answers = await AskAsync(
            lane,
            [new PythonTuple([.. asked.Select(o => o.Question)]), files.Length == 0 ? null : SampleQuestions.Files(files)],
            cancellationToken).ConfigureAwait(false);
        var (states, contents) = (answers[0], answers[1]);

        if (states?.Count == asked.Length)
        {
            for (var i = 0; i < asked.Length; i++)
            {
                asked[i].Known = SampledType.Read(asked[i].Known, states[i]);
            }
        }

        var sample = new ServerSample(
            server,
            watch.Elapsed,
            TimeSpan.FromSeconds(seconds),
            MemoryIn(contents),
            [.. objects.Select(o => o.Known).OrderBy(o => o.Id, StringComparer.Ordinal)],
            connections is null ? null : WithWrites(connections, contents));
        return (sample, states is not null && connections is not null && (files.Length == 0 || contents is not null));
    }

    // Sent together; null for a question that is null or that the server could not answer.
    private Task<PythonTuple?[]> AskAsync(
        PipelinedLane lane, ReadOnlySpan<object?> questions, CancellationToken cancellationToken)
    {
        var answers = new Task<PythonTuple?>[questions.Length];
        for (var i = 0; i < questions.Length; i++)
        {
            answers[i] = questions[i] is { } question
                ? AskAsync(lane, question, cancellationToken)
                : Task.FromResult<PythonTuple?>(null);
        }

        return Task.WhenAll(answers);
    }

    private async Task<PythonTuple?> AskAsync(PipelinedLane lane, object question, CancellationToken cancellationToken)
    {
        using var reply = await lane.CallAsync(ServerQuestion.Ask(question, pickle), cancellationToken).ConfigureAwait(false);
        return ServerQuestion.Answer(reply.BodySpan, pickle) as PythonTuple;
    }

    private static List<Entry> ReadObjects(PythonTuple ids, PythonTuple classes, PythonDict counts)
    {
        var references = new Dictionary<string, int>();
        foreach (var (key, value) in counts)
        {
            if (key is string ident && value is long and >= 0 and <= int.MaxValue)
            {
                references[ident] = (int)(long)value;
            }
        }

        var objects = new List<Entry>();
        for (var i = 0; i < ids.Count && i < classes.Count; i++)
        {
            if (ids[i] is string id && references.TryGetValue(id, out var count)
                && classes[i] is PythonTuple { Count: 2 } named && named[0] is string module && named[1] is string name)
            {
                objects.Add(new Entry(
                    new SampledObject(id, SampledType.NameOf(module, name), count),
                    SampledType.Question(module, name, id)));
            }
        }

        return objects;
    }

    // A thread that kept its default name serves a short request, such as create.
    private static ServerConnection[]? ReadConnections(PythonTuple? threads)
    {
        if (threads is not [PythonTuple names, PythonTuple ids, PythonTuple targets])
        {
            return null;
        }

        var connections = new List<ServerConnection>();
        for (var i = 0; i < names.Count && i < targets.Count; i++)
        {
            if (targets[i] is "handle_request" && names[i] is string name && !DefaultName().IsMatch(name))
            {
                connections.Add(new ServerConnection(name, i < ids.Count ? ids[i] as long? : null, null));
            }
        }

        return [.. connections.OrderBy(c => c.Name, StringComparer.Ordinal).ThenBy(c => c.ThreadId)];
    }

    private static string[] Files(ServerConnection[]? connections) =>
    [
        SampleQuestions.StatusFile,
        .. (connections ?? []).Select(c => c.ThreadId).OfType<long>().Select(SampleQuestions.ThreadFile),
    ];

    private static ServerConnection[] WithWrites(ServerConnection[] connections, PythonTuple? contents)
    {
        var next = 1;
        return Array.ConvertAll(connections, connection => connection.ThreadId is not null && next < contents?.Count
            ? connection with { Writes = Figure(contents[next++], "syscw:") }
            : connection);
    }

    private static long? MemoryIn(PythonTuple? contents) =>
        contents is { Count: > 0 } ? Figure(contents[0], "VmRSS:") * 1024 : null;

    private static long? Figure(object? content, string key)
    {
        if (content is not byte[] bytes)
        {
            return null;
        }

        foreach (var line in Encoding.ASCII.GetString(bytes).Split('\n'))
        {
            if (line.StartsWith(key, StringComparison.Ordinal))
            {
                var figure = line[key.Length..].Replace("kB", "", StringComparison.Ordinal);
                return long.TryParse(figure, CultureInfo.InvariantCulture, out var value) ? value : null;
            }
        }

        return null;
    }

    [GeneratedRegex(@"^Thread-\d+( \(.*\))?$", RegexOptions.CultureInvariant)]
    private static partial Regex DefaultName();

    private sealed class Entry(SampledObject known, object? question)
    {
        public SampledObject Known { get; set; } = known;

        public object? Question { get; } = question;
    }
}
