using System.Globalization;
using Bridge.Manager;

namespace Bridge.Cli.Top;

/// <summary>What two samples of one server say together.</summary>
internal sealed class TopFigures
{
    private static readonly string OwnName = string.Create(CultureInfo.InvariantCulture, $"dotnet-{Environment.ProcessId}");

    private TopFigures(
        ServerSample sample, IReadOnlyList<ObjectLine> objects, IReadOnlyList<ClientLine>? clients, double? processorShare)
    {
        Sample = sample;
        Objects = objects;
        Clients = clients;
        ProcessorShare = processorShare;
    }

    /// <summary>The newer sample.</summary>
    public ServerSample Sample { get; }

    /// <summary>The objects, by ident.</summary>
    public IReadOnlyList<ObjectLine> Objects { get; }

    /// <summary>The clients, the busiest first and this tool last; null when the server did not tell.</summary>
    public IReadOnlyList<ClientLine>? Clients { get; }

    /// <summary>How much of one processor the server used; null before the second sample.</summary>
    public double? ProcessorShare { get; }

    /// <summary>What the server answered to others in a second; null when that is unknown.</summary>
    public double? CallsPerSecond => Clients is null
        ? null
        : Total(Clients.Where(client => !client.IsThisView).Select(client => client.CallsPerSecond));

    /// <summary>Compares a sample with the one before.</summary>
    /// <param name="sample">The newer one.</param>
    /// <param name="before">The older one, of the same server process; null for none.</param>
    /// <param name="between">The time between them.</param>
    public static TopFigures Compare(ServerSample sample, ServerSample? before, TimeSpan between)
    {
        var seconds = before is null || between <= TimeSpan.Zero ? 0 : between.TotalSeconds;
        double? Rate(double? now, double? then) => seconds > 0 ? (now - then) / seconds : null;

        var known = (before?.Objects ?? []).ToDictionary(item => item.Id);
        var objects = sample.Objects.Select(item =>
        {
            var then = known.GetValueOrDefault(item.Id);
            var same = then?.TypeName == item.TypeName ? then : null;
            return new ObjectLine(
                item, Rate(item.Length, same?.Length), Rate(item.UnfinishedTasks, same?.UnfinishedTasks));
        });
        var clients = sample.Connections is null ? null : Group(sample.Connections, before?.Connections ?? [], Rate);
        return new TopFigures(
            sample,
            [.. objects],
            clients,
            Rate(sample.ProcessorTime?.TotalSeconds, before?.ProcessorTime?.TotalSeconds));
    }

    private static ClientLine[] Group(
        IReadOnlyList<ServerConnection> connections,
        IReadOnlyList<ServerConnection> before,
        Func<double?, double?, double?> rate)
    {
        var writes = before.Where(connection => connection.ThreadId is not null)
            .ToDictionary(connection => (connection.ThreadId, connection.Name), connection => connection.Writes);

        // A connection that is new has made all its calls since the sample before.
        double? CallsOf(ServerConnection connection) => rate(
            connection.Writes, writes.GetValueOrDefault((connection.ThreadId, connection.Name), 0));

        return
        [
            .. connections.GroupBy(connection => connection.Name.Split('|')[0])
                .Select(client => new ClientLine(
                    client.Key,
                    KindOf(client.Key),
                    client.Count(),
                    Total(client.Select(CallsOf)),
                    client.Key == OwnName))
                .OrderBy(client => client.IsThisView)
                .ThenByDescending(client => client.CallsPerSecond ?? 0)
                .ThenBy(client => client.Name, StringComparer.Ordinal),
        ];
    }

    // What is not known of one is not known of all.
    private static double? Total(IEnumerable<double?> parts) =>
        parts.Aggregate((double?)0, (sum, part) => sum + part);

    private static string KindOf(string name) =>
        name == OwnName ? "this view"
        : name.StartsWith("dotnet-", StringComparison.Ordinal) ? ".NET program, process " + name["dotnet-".Length..]
        : name.StartsWith("worker ", StringComparison.Ordinal) ? "worker of a WorkerPool"
        : "";
}
