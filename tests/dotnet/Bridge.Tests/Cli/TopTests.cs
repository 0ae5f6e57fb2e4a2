using System.Text.Json;
using Bridge.Cli.Top;
using Bridge.Manager;
using Spectre.Console;

namespace Bridge.Tests.Cli;

public class TopTests
{
    private static readonly ServerInfo Server = new(new Version(3, 13, 1), 42, 1, null);

    [Theory]
    [InlineData("--interval", "0", "--interval takes seconds from 0.1 to 3600, not '0'")]
    [InlineData("--interval", "1e9", "--interval takes seconds from 0.1 to 3600, not '1e9'")]
    [InlineData("--sort", "size", "--sort takes type, refs, length or change, not 'size'")]
    [InlineData("--sort", "1", "--sort takes type, refs, length or change, not '1'")]
    public async Task A_wrong_option_says_what_it_takes(string option, string value, string sentence)
    {
        var result = await ToolRun.RunAsync("top", "@nobody", option, value);

        Assert.Equal((2, $"bridge: {sentence}; see 'dotnet-bridge top --help'.\n"), (result.ExitCode, result.Error));
    }

    [Fact]
    public void Rates_come_from_two_samples()
    {
        var before = Sample([Queue(1, 10)], [new("a|1", 1, 100), new("a|2", 2, 50)]);
        var after = Sample([Queue(5, 30), new("9", "list", 1, 7)], [new("a|1", 1, 300), new("a|2", 2, 50), new("a|3", 3, 4)]);

        var figures = TopFigures.Compare(after, before, TimeSpan.FromSeconds(2));

        Assert.Equal([(2.0, 10.0), (null, null)], figures.Objects.Select(line => (line.LengthChange, line.UnfinishedChange)));
        var client = Assert.Single(figures.Clients!);
        Assert.Equal(("a", 3, 102.0), (client.Name, client.Connections, client.CallsPerSecond));
        Assert.Equal(102, figures.CallsPerSecond);
    }

    [Fact]
    public void The_first_sample_has_no_rates()
    {
        var figures = TopFigures.Compare(Sample([Queue(1, 1)], [new("a", 1, 100)]), null, TimeSpan.Zero);

        Assert.Null(figures.Objects[0].LengthChange);
        Assert.Null(figures.Clients![0].CallsPerSecond);
        Assert.Null(figures.ProcessorShare);
    }

    [Fact]
    public void A_rate_that_is_not_known_of_one_connection_is_not_known_of_its_client()
    {
        var figures = TopFigures.Compare(
            Sample([], [new("a", 1, 100), new("a", null, null)]), Sample([], []), TimeSpan.FromSeconds(1));

        Assert.Null(figures.Clients![0].CallsPerSecond);
    }

    [Theory]
    [InlineData(200, 50)]
    [InlineData(100, 30)]
    [InlineData(30, 10)]
    [InlineData(1, 1)]
    public void A_screen_fits_its_window_and_takes_no_escape_sequence_from_a_name(int width, int height)
    {
        var state = new TopState("/tmp/[red]socket", new TopOptions(TimeSpan.FromSeconds(1), TopSort.Length));
        SampledObject[] objects = [.. Enumerable.Range(0, 60).Select(i => new SampledObject($"{i}", "m.\e[2JBad\n[bold]", 1, i))];
        ServerConnection[] connections = [.. Enumerable.Range(0, 60).Select(i => new ServerConnection($"w\e]0;x\a[{i}", i, i))];
        state.Take(Sample(objects, connections), DateTime.UnixEpoch);
        state.Lose("the manager is gone", DateTime.UnixEpoch);
        state.Press(new ConsoleKeyInfo('\0', ConsoleKey.End, false, false, false));

        var lines = TopScreen.Draw(state, width, height, ColorSystemSupport.NoColors);

        Assert.True(lines.Count <= height);
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
        Assert.All(lines, line => Assert.DoesNotContain(line, char.IsControl));
    }

    [Theory]
    [InlineData('r', "b")]
    [InlineData('l', "a")]
    [InlineData('t', "c")]
    public void Keys_sort(char key, string first)
    {
        var state = new TopState("x", new TopOptions(TimeSpan.FromSeconds(1), TopSort.Change));
        state.Take(Sample([new("a", "z", 1, 9), new("b", "y", 7, 1), new("c", "x", 1)], []), DateTime.UnixEpoch);

        Assert.True(state.Press(new ConsoleKeyInfo(key, default, false, false, false)));

        Assert.Equal(first, state.Sorted()[0].Object.Id);
        Assert.False(state.Press(new ConsoleKeyInfo('q', ConsoleKey.Q, false, false, false)));
    }

    [Fact]
    public void Json_has_every_field_also_where_nothing_is_known()
    {
        var sample = new ServerSample(Server, TimeSpan.FromMilliseconds(1.5), null, null, [new("a", "Lock", 1, State: "free")], null);

        var text = TopJson.Write("@x", DateTimeOffset.UnixEpoch, sample);

        Assert.Equal(
            """{"address":"@x","python":"3.13.1","pid":42,"at":"1970-01-01T00:00:00Z","elapsed_ms":1.5,"processor_seconds":null,"memory_bytes":null,"objects":[{"id":"a","type":"Lock","refcount":1,"length":null,"capacity":null,"unfinished_tasks":null,"state":"free"}],"connections":null}""",
            text);
        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(text).RootElement.ValueKind);
    }

    private static SampledObject Queue(long length, long unfinished) => new("1", "Queue", 1, length, null, unfinished);

    private static ServerSample Sample(SampledObject[] objects, ServerConnection[] connections) =>
        new(Server, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1), null, objects, connections);
}
