using System.Text.RegularExpressions;

namespace Bridge.InteropTests.Pickle;

/// <summary>What docs/types.md says of natural values: the first table, and the Python that its examples use.</summary>
internal static partial class TypesDocument
{
    private const string Page = "types.md";
    private const int Columns = 4;

    /// <summary>The definitions that the examples use; the page quotes them.</summary>
    public const string Definitions = """
        named = datetime.timezone(datetime.timedelta(hours=1), "CET")


        class Color(enum.Enum):
            RED = 1
            GREEN = 2


        Point = collections.namedtuple("Point", "x y")


        class Late(Exception):
            pass


        class Basket:
            def __init__(self, *items):
                self.items = items


        @dataclasses.dataclass
        class Order:
            id: int
            item: str


        def with_note(error, note):
            error.add_note(note)
            return error

        """;

    /// <summary>The lines of the table, top down.</summary>
    public static IReadOnlyList<TypesDocumentRow> Rows { get; } = [.. ReadRows()];

    /// <summary>The line with an example.</summary>
    public static TypesDocumentRow RowOf(string example) => Rows.Single(row => row.Example == example);

    private static IEnumerable<TypesDocumentRow> ReadRows() => Repository.ReadDocument(Page).Split('\n')
        .SkipWhile(line => !line.StartsWith("| ---", StringComparison.Ordinal))
        .Skip(1)
        .TakeWhile(line => line.StartsWith('|'))
        .Select(ReadRow);

    private static TypesDocumentRow ReadRow(string line)
    {
        var cells = line.Trim().Trim('|').Split(" | ", StringSplitOptions.TrimEntries);
        Assert.True(cells.Length == Columns, $"{Page} has a line without {Columns} columns: {line}");
        var needed = NeededVersion().Match(cells[0]);
        return new TypesDocumentRow(
            Code(cells[1]),
            Code(cells[2]),
            Code(cells[3]),
            needed.Success ? Version.Parse(needed.Groups[1].Value) : null);
    }

    private static string Code(string cell)
    {
        Assert.True(cell is ['`', _, .., '`'] && cell.Count(c => c == '`') == 2, $"{Page} has no code in: {cell}");
        return cell[1..^1];
    }

    [GeneratedRegex(@"\(from (\d+\.\d+)\)$")]
    private static partial Regex NeededVersion();
}
