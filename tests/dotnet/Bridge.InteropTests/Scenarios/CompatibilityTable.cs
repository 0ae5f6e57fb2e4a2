using System.Text;
using System.Text.RegularExpressions;
using Bridge.TestUtilities.Scenarios;

namespace Bridge.InteropTests.Scenarios;

/// <summary>The tables of docs/compatibility.md: what each method of each typeid does on each CPython.</summary>
internal sealed partial class CompatibilityTable
{
    /// <summary>The page, in docs/.</summary>
    public const string Page = "compatibility.md";

    private const string Equal = "=";
    private const string Absent = "–";
    private const string Differs = "differs";

    private const string Introduction = """
        # What works with which CPython

        The types that a `SyncManager` serves, method by method. The page is written by the tests: they make every call of
        [tests/data/scenarios](../tests/data/scenarios) once in Python, with multiprocessing's own proxies, and once in .NET,
        and compare results, exceptions, and what each side reads of the object of the other.
        `dotnet run build.cs -- compatibility` writes it again.

        | Cell  | Says                                                                                          |
        | :---: | --------------------------------------------------------------------------------------------- |
        |  `=`  | .NET gets what Python's own proxy gets                                                        |
        |  `–`  | this CPython has no such method; .NET's may work all the same: [containers.md](containers.md) |
        | words | why it is neither; the notes below the table say more                                         |

        A column stands for all the versions that it names. `(new)` is the constructor. `ObjectProxy.CallAsync` stands where
        there is no method of .NET and the Python method is called by its name; a note says why.

        Some things .NET tells in its own way, and they count as equal:

        - What is expected is a value and no exception: `TryGetAsync` returns `Taken = false` for `queue.Empty`, `TryNextAsync`
          `Found = false` for `StopIteration`.
        - Misuse is an exception of .NET: `SynchronizationLockException` for the `RuntimeError` of a lock that is not held,
          `ArgumentException` for the `TypeError` of a key that Python cannot hash, `ArgumentOutOfRangeException` for the
          `ValueError` of a negative timeout.
        - Iterators over a container are a list, or an asynchronous sequence, of its items. `p |= s` returns nothing.
        """;

    private readonly SortedDictionary<Version, string> _versions = [];
    private readonly SortedDictionary<string, SortedDictionary<string, CompatibilityRow>> _types = new(StringComparer.Ordinal);

    /// <summary>The methods that are called by name, and no note says why.</summary>
    public IEnumerable<string> Unexplained =>
        from type in _types
        from row in type.Value
        where row.Value.IsByName && !DotNetSide.NotesOf(type.Key).ContainsKey(row.Key)
        select $"{type.Key}.{row.Key}";

    /// <summary>What runs found.</summary>
    public static CompatibilityTable From(IEnumerable<ScenarioRun> runs)
    {
        var table = new CompatibilityTable();
        foreach (var run in runs)
        {
            table._versions[run.Python.Version] = run.Version;
            foreach (var results in run.Results.GroupBy(result => (result.Case.TypeId, result.Case.Method)))
            {
                var row = table.RowOf(results.Key.TypeId, results.Key.Method);
                row.Cells[run.Python.Version] = CellOf([.. results]);
                row.DotNet.UnionWith(results.Select(result => result.DotNet).Where(name => name != ""));
            }
        }

        return table;
    }

    /// <summary>Reads the page.</summary>
    public static CompatibilityTable Parse(string page)
    {
        var table = new CompatibilityTable();
        var type = "";
        List<Version[]> columns = [];
        foreach (var line in page.Split('\n'))
        {
            if (line.StartsWith("Written with CPython ", StringComparison.Ordinal))
            {
                foreach (Match match in FullVersion().Matches(line))
                {
                    table._versions[Version.Parse(match.Groups[1].Value)] = match.Value;
                }
            }
            else if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                type = line[3..];
            }
            else if (type != "" && line.StartsWith("| Method", StringComparison.Ordinal))
            {
                columns = [.. CellsOf(line)[2..].Select(table.VersionsOf)];
            }
            else if (type != "" && line.StartsWith("| `", StringComparison.Ordinal))
            {
                var cells = CellsOf(line);
                var row = table.RowOf(type, cells[0].Trim('`'));
                row.DotNet.UnionWith(cells[1].Split(", ").Select(name => name.Trim('`')).Where(name => name != ""));
                foreach (var (versions, cell) in columns.Zip(cells[2..]).Where(pair => pair.Second != Absent))
                {
                    Array.ForEach(versions, version => row.Cells[version] = cell);
                }
            }
        }

        return table;
    }

    /// <summary>This table with what others found for their versions; without <paramref name="isWriting"/> no more versions.</summary>
    public CompatibilityTable With(CompatibilityTable found, bool isWriting)
    {
        var merged = new CompatibilityTable();
        var isWhole = _versions.Keys.All(found._versions.ContainsKey); // else methods of absent versions are kept
        foreach (var (version, full) in isWriting ? found._versions.Concat(_versions) : _versions)
        {
            merged._versions.TryAdd(version, full);
        }

        foreach (var (table, isFound) in ((CompatibilityTable, bool)[])[(found, true), (this, false)])
        {
            foreach (var (type, rows) in table._types)
            {
                foreach (var (method, row) in rows)
                {
                    var cells = row.Cells.Where(cell => merged._versions.ContainsKey(cell.Key)
                        && (isFound || !found._versions.ContainsKey(cell.Key))).ToList();
                    if (cells.Count == 0)
                    {
                        continue;
                    }

                    var target = merged.RowOf(type, method);
                    if (isFound || !isWhole)
                    {
                        target.DotNet.UnionWith(row.DotNet);
                    }

                    cells.ForEach(cell => target.Cells[cell.Key] = cell.Value);
                }
            }
        }

        return merged;
    }

    /// <summary>The page.</summary>
    public override string ToString()
    {
        var page = new StringBuilder(Introduction.ReplaceLineEndings("\n")).Append("\n\n")
            .Append($"Written with CPython {string.Join(", ", _versions.Values)}.\n");
        foreach (var (type, rows) in _types)
        {
            page.Append($"\n## {type}\n\n`{DotNetSide.ProxyClassOf(type)}`\n\n");
            AppendTable(page, rows);
            AppendNotes(page, type, rows);
        }

        return page.ToString();
    }

    private void AppendTable(StringBuilder page, SortedDictionary<string, CompatibilityRow> rows)
    {
        var columns = ColumnsOf(rows.Values);
        var labels = columns.Select(column => column is [var one] ? $"{one}" : $"{column[0]} – {column[^1]}");
        List<string[]> lines = [["Method", ".NET", .. labels]];
        foreach (var (method, row) in rows)
        {
            lines.Add([$"`{method}`", row.Names, .. columns.Select(column => row.Cells.GetValueOrDefault(column[0], Absent))]);
        }

        var widths = Enumerable.Range(0, columns.Count + 2).Select(i => lines.Max(line => line[i].Length)).ToList();
        lines.Insert(1, [.. widths.Select((width, i) => i < 2 ? new string('-', width) : $":{new string('-', width - 2)}:")]);
        foreach (var line in lines)
        {
            page.Append($"| {string.Join(" | ", line.Select((cell, i) => Pad(cell, widths[i], isCentered: i >= 2)))} |\n");
        }
    }

    private static void AppendNotes(StringBuilder page, string type, SortedDictionary<string, CompatibilityRow> rows)
    {
        var notes = DotNetSide.NotesOf(type);
        var groups = rows.Keys.Where(notes.ContainsKey).GroupBy(method => notes[method]).ToList();
        page.Append(groups.Count > 0 ? "\n" : "");
        foreach (var methods in groups)
        {
            page.Append($"- {string.Join(", ", methods.Select(method => $"`{method}`"))}: {methods.Key}.\n");
        }
    }

    // Versions that follow each other and do not differ are one column.
    private List<List<Version>> ColumnsOf(IReadOnlyCollection<CompatibilityRow> rows)
    {
        List<List<Version>> columns = [];
        foreach (var version in _versions.Keys)
        {
            if (columns is [.., var last] && rows.All(row =>
                row.Cells.GetValueOrDefault(last[0], Absent) == row.Cells.GetValueOrDefault(version, Absent)))
            {
                last.Add(version);
            }
            else
            {
                columns.Add([version]);
            }
        }

        return columns;
    }

    private Version[] VersionsOf(string label)
    {
        var ends = label.Split('–', StringSplitOptions.TrimEntries).Select(Version.Parse).ToList();
        return [.. _versions.Keys.Where(version => version >= ends[0] && version <= ends[^1])];
    }

    private static string[] CellsOf(string line) => line.Trim('|').Split('|', StringSplitOptions.TrimEntries);

    private static string Pad(string cell, int width, bool isCentered) =>
        (isCentered ? cell.PadLeft(cell.Length + ((width - cell.Length) / 2)) : cell).PadRight(width);

    private static string CellOf(IReadOnlyList<ScenarioResult> results) =>
        results.Any(result => result.Problems.Count > 0) ? Differs
        : results.Select(result => result.Case.Note).Distinct().ToList() is [{ } note] ? note
        : Equal;

    private CompatibilityRow RowOf(string type, string method)
    {
        if (!_types.TryGetValue(type, out var rows))
        {
            _types[type] = rows = new(StringComparer.Ordinal);
        }

        return rows.TryGetValue(method, out var row) ? row : rows[method] = new CompatibilityRow();
    }

    [GeneratedRegex(@"(\d+\.\d+)\.\d+\w*")]
    private static partial Regex FullVersion();
}
