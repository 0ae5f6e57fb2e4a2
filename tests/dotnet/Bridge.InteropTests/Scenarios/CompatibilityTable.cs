using System.Text;
using System.Text.RegularExpressions;

namespace Bridge.InteropTests.Scenarios;

/// <summary>The tables of docs/compatibility.md: what each method of each typeid does on each CPython.</summary>
internal sealed partial class CompatibilityTable
{
    /// <summary>The page, in docs/.</summary>
    public const string Page = "compatibility.md";

    private const string Equal = "=";
    private const string Absent = "–";
    private const string Differs = "differs";
    private const string Later = "later";
    private const string ByName = "ObjectProxy.CallAsync";

    private const string Introduction = """
        # What works with which CPython

        The types that a `SyncManager` serves, method by method. The page is written by the tests: they make every call of
        [tests/data/scenarios](../tests/data/scenarios) once in Python, with multiprocessing's own proxies, and once in .NET,
        and compare results, exceptions, and what each side reads of the object of the other.
        `dotnet run build.cs -- compatibility` writes it again.

        | | |
        | --- | --- |
        | `=` | .NET gets what Python's own proxy gets |
        | `–` | this CPython does not have the method |
        | `none` | exposed, but the object has no such method; .NET and Python get the same error |
        | `later` | some calls need one connection for all, and there is no typed proxy that keeps one |

        `ObjectProxy.CallAsync` stands where the method is called by its Python name. `(new)` is the constructor.
        """;

    private readonly SortedDictionary<Version, string> _versions = [];
    private readonly SortedDictionary<string, SortedDictionary<string, Row>> _types = new(StringComparer.Ordinal);

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
            else if (type != "" && line.StartsWith("| `", StringComparison.Ordinal))
            {
                var cells = line.Trim('|').Split('|', StringSplitOptions.TrimEntries);
                var row = table.RowOf(type, cells[0].Trim('`'));
                row.DotNet.UnionWith(cells[1].Split(", ").Select(name => name.Trim('`')).Where(name => name != ""));
                foreach (var (version, cell) in table._versions.Keys.Zip(cells[2..]).Where(pair => pair.Second != Absent))
                {
                    row.Cells[version] = cell;
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
            page.Append($"\n## {type}\n\n| Method | .NET | {string.Join(" | ", _versions.Keys)} |\n");
            page.Append($"| --- | --- |{string.Concat(_versions.Select(_ => " :-: |"))}\n");
            foreach (var (method, row) in rows)
            {
                var cells = _versions.Keys.Select(version => row.Cells.GetValueOrDefault(version, Absent));
                page.Append($"| `{method}` | {row.Names} | {string.Join(" | ", cells)} |\n");
            }
        }

        return page.ToString();
    }

    private static string CellOf(IReadOnlyList<ScenarioResult> results) =>
        results.Any(result => result.Problems.Count > 0) ? Differs
        : results.Any(result => result.Skipped is not null) ? Later
        : results.Select(result => result.Case.Note).Distinct().ToList() is [{ } note] ? note
        : Equal;

    private Row RowOf(string type, string method)
    {
        if (!_types.TryGetValue(type, out var rows))
        {
            _types[type] = rows = new(StringComparer.Ordinal);
        }

        return rows.TryGetValue(method, out var row) ? row : rows[method] = new Row();
    }

    [GeneratedRegex(@"(\d+\.\d+)\.\d+\w*")]
    private static partial Regex FullVersion();

    private sealed class Row
    {
        public SortedSet<string> DotNet { get; } = new(StringComparer.Ordinal);

        public Dictionary<Version, string> Cells { get; } = [];

        // A method with a name of its own makes the call by name a mere detail of some arguments.
        public string Names => string.Join(
            ", ", DotNet.Where(name => name != ByName || DotNet.Count == 1).Select(name => $"`{name}`"));
    }
}
