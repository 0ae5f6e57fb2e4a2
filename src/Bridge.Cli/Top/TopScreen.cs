using System.Globalization;
using Bridge.Cli.Errors;
using Bridge.Cli.Output;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Bridge.Cli.Top;

/// <summary>Draws what <c>top</c> knows into a window of any size.</summary>
internal static class TopScreen
{
    private const string Unknown = "-";

    /// <summary>The lines of the screen, at most as many as it has.</summary>
    public static IReadOnlyList<string> Draw(TopState state, int width, int height, ColorSystemSupport colors)
    {
        var clients = state.Figures?.Clients ?? [];
        var shown = Math.Min(clients.Count, Math.Max(2, height / 4));
        var tail = new List<IRenderable>();
        if (state.Figures is not null && height >= 14)
        {
            tail.Add(Text.Empty);
            tail.Add(Clients(state.Figures.Clients, shown));
        }

        tail.Add(Text.Empty);
        var header = Lines(new Rows(Header(state)), width, colors);
        var footer = Lines(new Rows(tail), width, colors);

        // One line for the heading of the table and one for the keys.
        state.Page = Math.Max(1, height - header.Count - footer.Count - 2);
        var objects = state.Sorted();
        state.Scroll = Math.Clamp(state.Scroll, 0, Math.Max(0, objects.Count - state.Page));
        var page = objects.Skip(state.Scroll).Take(state.Page).ToArray();
        var body = state.Figures is null ? [] : Lines(Objects(page), width, colors).Take(state.Page + 1);

        List<string> lines = [.. header, .. body, .. footer];
        lines.AddRange(Lines(Keys(state, page.Length, objects.Count), width, colors));
        return lines.Count <= height ? lines : lines[..height];
    }

    private static List<IRenderable> Header(TopState state)
    {
        var figures = state.Figures;
        var server = figures?.Sample.Server;
        var lines = new List<IRenderable>
        {
            Line($"[bold]bridge top[/]  {Markup.Escape(state.Address)}  " + (server?.PythonVersion is null
                ? ""
                : $"CPython {server.PythonVersion}, process {server.ProcessId}")),
        };
        if (figures is not null)
        {
            var sample = figures.Sample;
            lines.Add(Line(string.Join("   ", [
                $"objects [bold]{Whole(sample.Objects.Count)}[/]",
                $"references [bold]{Whole(sample.Objects.Sum(item => (long)item.ReferenceCount))}[/]",
                $"connections [bold]{Whole(sample.Connections?.Count)}[/]",
                $"cpu [bold]{(figures.ProcessorShare is { } share ? share.ToString("P0", CultureInfo.InvariantCulture) : Unknown)}[/]",
                $"memory [bold]{(sample.MemoryBytes is { } bytes ? $"{Whole(bytes / 1024 / 1024)} MiB" : Unknown)}[/]",
                $"calls [bold]{Whole(figures.CallsPerSecond)}[/]/s",
            ])));
            lines.Add(Line(string.Create(
                CultureInfo.InvariantCulture,
                $"[dim]{state.At:HH:mm:ss}, every {state.Interval.TotalSeconds:0.#} s; the manager took {sample.Elapsed.TotalMilliseconds:0.0} ms to tell[/]")));
            lines.Add(Line(string.Join("  ", sample.Objects.CountBy(item => item.TypeName)
                .OrderByDescending(type => type.Value)
                .ThenBy(type => type.Key, StringComparer.Ordinal)
                .Select(type => $"{type.Value} {Markup.Escape(Plain(type.Key))}"))));
        }

        if (state.Notice is { } notice)
        {
            var color = state.IsLost ? "red" : "yellow";
            lines.Add(Line($"[bold {color}]{Markup.Escape(notice)}[/]"));
        }

        lines.Add(Text.Empty);
        return lines;
    }

    private static Table Objects(IReadOnlyList<ObjectLine> objects)
    {
        var table = CreateTable("TYPE", "ID", ">REFS", ">LENGTH", ">LIMIT", ">CHANGE/s", "STATE");
        foreach (var line in objects)
        {
            var item = line.Object;
            table.AddRow(
                Cell(Plain(item.TypeName)),
                Cell(item.Id),
                Cell(Whole(item.ReferenceCount)),
                Cell(item.Length is null ? "" : Whole(item.Length)),
                Cell(item.Capacity is null ? "" : Whole(item.Capacity)),
                Cell(Signed(line.LengthChange)),
                Cell(StateOf(line)));
        }

        return table;
    }

    private static IRenderable Clients(IReadOnlyList<ClientLine>? clients, int shown)
    {
        if (clients is null)
        {
            return Line("[dim]this manager does not tell its connections[/]");
        }

        var table = CreateTable("CLIENT", "WHAT", ">CONNECTIONS", ">CALLS/s");
        foreach (var client in clients.Take(shown))
        {
            table.AddRow(
                Cell(Plain(client.Name)),
                Cell(client.Kind),
                Cell(Whole(client.Connections)),
                Cell(Whole(client.CallsPerSecond)));
        }

        if (clients.Count > shown)
        {
            table.AddRow(Cell($"and {clients.Count - shown} more"), Text.Empty, Text.Empty, Text.Empty);
        }

        return table;
    }

    private static Markup Keys(TopState state, int shown, int all) => Line(
        string.Create(CultureInfo.InvariantCulture, $"[dim]q quits  arrows scroll ({(all == 0 ? 0 : state.Scroll + 1)}-{state.Scroll + shown} of {all})  sort by ")
        + string.Join(" ", Enum.GetValues<TopSort>().Select(sort =>
        {
            var word = sort.ToString().ToLowerInvariant();
            return sort == state.Sort ? $"[/][bold]{word}[/][dim]" : $"[underline]{word[0]}[/]{word[1..]}";
        })) + "[/]");

    private static string StateOf(ObjectLine line) =>
        line.Object.UnfinishedTasks is not { } unfinished ? line.Object.State ?? ""
        : unfinished == 0 && line.UnfinishedChange is null or 0 ? "0 unfinished"
        : Signed(line.UnfinishedChange) is { Length: > 0 } change ? $"{Whole(unfinished)} unfinished, {change}/s"
        : $"{Whole(unfinished)} unfinished";

    private static string Whole(double? value) =>
        value is { } number ? number.ToString("N0", CultureInfo.InvariantCulture) : Unknown;

    private static string Signed(double? value) => value is not { } number ? ""
        : Math.Abs(number) < 0.05 ? "0"
        : number.ToString(Math.Abs(number) < 10 ? "+0.0;-0.0" : "+#,0;-#,0", CultureInfo.InvariantCulture);

    // Names come from others: a line end or an escape sequence in one must not reach the terminal.
    private static string Plain(string text) => ErrorReport.OneLine(text);

    private static Text Cell(string text) => new(text) { Overflow = Overflow.Ellipsis };

    private static Markup Line(string markup) => new(markup) { Overflow = Overflow.Ellipsis };

    private static Table CreateTable(params string[] columns)
    {
        var table = new Table { Border = TableBorder.None, UseSafeBorder = true };
        foreach (var name in columns)
        {
            var isNumber = name[0] == '>';
            var column = new TableColumn(new Markup($"[bold invert]{name.TrimStart('>')}[/]"))
            {
                NoWrap = true,
                Padding = new Padding(0, 0, 2, 0),
                Alignment = isNumber ? Justify.Right : Justify.Left,
            };
            table.AddColumn(column);
        }

        return table;
    }

    private static List<string> Lines(IRenderable content, int width, ColorSystemSupport colors)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = colors == ColorSystemSupport.NoColors ? AnsiSupport.No : AnsiSupport.Yes,
            ColorSystem = colors,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = width;
        console.Write(new Cropped(content));
        var text = writer.ToString().Replace("\r", "", StringComparison.Ordinal);
        return [.. text.TrimEnd('\n').Split('\n')];
    }
}
