namespace Bridge.InteropTests.Scenarios;

/// <summary>Every case of tests/data/scenarios, on every CPython: .NET gets what Python's own proxies get.</summary>
public class ScenarioTests(ScenarioRuns runs, ITestOutputHelper output) : IClassFixture<ScenarioRuns>
{
    private const int Timeout = 540_000; // the first to wait waits for the run

    // These answer on every object although no type exposes them.
    private static readonly string[] Always = ["(new)", "__str__", "__repr__"];

    public static TheoryData<string, TestPython> Files
    {
        get
        {
            var rows = new TheoryData<string, TestPython>();
            foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "data", "scenarios"), "*.json").Order())
            {
                foreach (var python in TestPythons.All)
                {
                    rows.Add(Path.GetFileNameWithoutExtension(file), python);
                }
            }

            return rows;
        }
    }

    [Theory(Timeout = Timeout)]
    [MemberData(nameof(Files))]
    public async Task Every_case_of_a_type_ends_as_it_does_in_Python(string typeId, TestPython python)
    {
        var run = await runs.GetAsync(python);
        var results = run.Results.Where(result => result.Case.TypeId == typeId).ToList();

        var problems = results.SelectMany(result => result.Problems.Select(problem => $"{result.Case.Title}: {problem}"));
        Assert.Equal("", string.Join("\n\n", problems));
        output.WriteLine($"{typeId} on {run.Version}: {results.Count} cases.");
    }

    [Theory(Timeout = Timeout)]
    [MemberData(nameof(Files))]
    public async Task Every_method_that_a_server_exposes_has_a_case_and_every_case_a_method(string typeId, TestPython python)
    {
        var run = await runs.GetAsync(python);
        var tested = run.Results.Where(result => result.Case.TypeId == typeId).Select(result => result.Case.Method);

        Assert.Equal((run.Exposed[typeId] ?? []).Order(), tested.Except(Always).Distinct().Order());
    }

    [Fact(Timeout = Timeout)]
    public async Task The_table_of_compatibility_says_what_this_run_found()
    {
        var found = CompatibilityTable.From(
            await Task.WhenAll(TestPythons.All.Select(runs.GetAsync)));
        Assert.Empty(found.Unexplained);
        Assert.Equal($"{found}", $"{CompatibilityTable.Parse($"{found}")}");

        var isWriting = Environment.GetEnvironmentVariable("BRIDGE_WRITE_COMPATIBILITY") is "1";
        var file = Path.Combine(Repository.Root, "docs", CompatibilityTable.Page);
        var committed = File.Exists(file) ? Repository.ReadDocument(CompatibilityTable.Page) : "";
        var written = CompatibilityTable.Parse(committed).With(found, isWriting).ToString();

        if (isWriting)
        {
            await File.WriteAllTextAsync(file, written, TestContext.Current.CancellationToken);
        }
        else
        {
            Assert.True(
                committed == written,
                $"docs/{CompatibilityTable.Page} is not what this run found; write it with "
                + $"'dotnet run build.cs -- compatibility' and look at the difference. {FirstDifference(committed, written)}");
        }
    }

    private static string FirstDifference(string committed, string written) =>
        committed.Split('\n').Zip(written.Split('\n')).Where(pair => pair.First != pair.Second)
            .Select(pair => $"Committed: {pair.First} Found: {pair.Second}").FirstOrDefault() ?? "";
}
