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
        var askedTables = AskAsync(lane, SampleQuestions.Tables, cancellationToken);
        var threads = await AskAsync(lane, SampleQuestions.Threads(hasIds), cancellationToken).ConfigureAwait(false);
        if (await askedTables.ConfigureAwait(false) is not [PythonTuple ids, PythonTuple classes, PythonDict counts, double seconds, string platform])
        {
            return (null, false);
        }

        var objects = ReadObjects(ids, classes, counts);
        var asked = objects.Where(o => o.Question is not null).ToArray();
        var connections = threads is null ? null : ReadConnections(threads, hasIds);
        var files = platform == "linux" ? Files(connections) : [];

        var askedStates = AskAsync(lane, new PythonTuple([.. asked.Select(o => o.Question)]), cancellationToken);
        var contents = files.Length == 0
            ? null
            : await AskAsync(lane, SampleQuestions.Files(files), cancellationToken).ConfigureAwait(false);
        var states = await askedStates.ConfigureAwait(false);

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
        return (sample, states is not null && threads is not null && (files.Length == 0 || contents is not null));
    }

    private async Task<PythonTuple?> AskAsync(PipelinedLane lane, object question, CancellationToken cancellationToken)
    {
        using var reply = await lane.CallAsync(ServerQuestion.Ask(question, pickle), cancellationToken).ConfigureAwait(false);
        return ServerQuestion.Answer(reply.BodySpan, pickle) as PythonTuple;
    }

    private static List<Entry> ReadObjects(PythonTuple ids, PythonTuple classes, PythonDict counts)
    {
        var references = counts.ToDictionary(pair => (string)pair.Key!, pair => (int)(long)pair.Value!);
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

    // The others serve a short request, listen, or are the server's own.
    private static ServerConnection[] ReadConnections(PythonTuple threads, bool hasIds) =>
    [
        .. threads.OfType<PythonTuple>()
            .Where(thread => thread[0] is string name && !OwnThread().IsMatch(name))
            .Select(thread => new ServerConnection((string)thread[0]!, hasIds ? thread[1] as long? : null, null))
            .OrderBy(connection => connection.Name, StringComparer.Ordinal)
            .ThenBy(connection => connection.ThreadId),
    ];

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

    /// <summary>A client that keeps its connection gives its thread a name; the default names are CPython's.</summary>
    [GeneratedRegex(@"^(MainThread|Thread-\d+|Dummy-\d+)( \(.*\))?$", RegexOptions.CultureInvariant)]
    private static partial Regex OwnThread();

    private sealed class Entry(SampledObject known, object? question)
    {
        public SampledObject Known { get; set; } = known;

        public object? Question { get; } = question;
    }
}
