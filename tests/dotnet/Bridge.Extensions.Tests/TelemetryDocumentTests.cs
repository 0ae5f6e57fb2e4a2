using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Bridge.Diagnostics;
using Bridge.Extensions.Hosting;

namespace Bridge.Extensions.Tests;

/// <summary>What docs/telemetry.md lists is what there is.</summary>
public partial class TelemetryDocumentTests
{
    private static readonly string Page = Read();

    [Fact]
    public void Every_instrument_is_listed_with_its_kind_and_unit()
    {
        var found = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == BridgeTelemetry.MeterName)
                {
                    found.Add($"{instrument.Name} {KindOf(instrument)} {instrument.Unit}");
                }
            },
        };
        RuntimeHelpers.RunClassConstructor(TypeOf("Bridge.Diagnostics.Instruments").TypeHandle);
        listener.Start();

        var listed = InstrumentRow().Matches(Page)
            .Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value} {row.Groups[3].Value}");

        Assert.Equal(found.Order(), listed.Order());
        Assert.Equal(
            Texts(typeof(BridgeTelemetry)).Except([BridgeTelemetry.MeterName]).Order(),
            found.Select(line => line.Split(' ')[0]).Order());
    }

    [Fact]
    public void Every_tag_is_listed()
    {
        var listed = TagRow().Matches(Page).Select(row => row.Groups[1].Value);

        Assert.Equal(Texts(TypeOf("Bridge.Diagnostics.TelemetryTags")).Order(), listed.Order());
    }

    [Fact]
    public void Every_log_message_is_listed_with_its_id_and_level()
    {
        var expected = Messages(TypeOf("Bridge.Diagnostics.Log"))
            .Concat(Messages(typeof(BridgeOptions).Assembly.GetType("Bridge.Extensions.Hosting.HostingLog")!));

        var listed = EventRow().Matches(Page)
            .Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value} {row.Groups[3].Value}");

        Assert.Equal(expected, listed);
    }

    private static IEnumerable<string> Messages(Type log) => log
        .GetMethods(BindingFlags.Static | BindingFlags.NonPublic)
        .Select(method => (method.Name, Said: method.GetCustomAttribute<Microsoft.Extensions.Logging.LoggerMessageAttribute>()))
        .Where(method => method.Said is not null)
        .OrderBy(method => method.Said!.EventId)
        .Select(method => $"{method.Said!.EventId} {method.Name} {method.Said.Level}");

    private static string KindOf(Instrument instrument) => instrument.GetType().Name switch
    {
        "Histogram`1" => "histogram",
        "Counter`1" => "counter",
        "ObservableUpDownCounter`1" => "up-down counter",
        var other => other,
    };

    private static IEnumerable<string> Texts(Type type) => type
        .GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        .Where(field => field.IsLiteral)
        .Select(field => (string)field.GetRawConstantValue()!)
        .Distinct();

    private static Type TypeOf(string name) => typeof(BridgeTelemetry).Assembly.GetType(name)!;

    private static string Read()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Bridge.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests do not run in the repository.");
        }

        return File.ReadAllText(Path.Combine(folder.FullName, "docs", "telemetry.md")).ReplaceLineEndings("\n");
    }

    [GeneratedRegex(@"^\| `([\w.]+)` \| (histogram|counter|up-down counter) \| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex InstrumentRow();

    [GeneratedRegex(@"^\| `([\w.]+)` \| (?:calls|client|bytes|pools|batches|activities)[^|]* \|", RegexOptions.Multiline)]
    private static partial Regex TagRow();

    [GeneratedRegex(@"^\| (\d{4}) \| (\w+) \| (\w+) \|", RegexOptions.Multiline)]
    private static partial Regex EventRow();
}
