using Bridge.InteropTests.Cli;

namespace Bridge.InteropTests.Pickle;

/// <summary><c>bridge pickle</c> as a process, over pickles of real Pythons.</summary>
public sealed class PickleToolTests : IDisposable
{
    private const int Seed = 7;
    private const int WrittenByTheTool = 4;

    private readonly WorkFolder _folder = new();

    public static TheoryData<TestPython> Pythons => [.. DifferentialPythons.All];

    public void Dispose() => _folder.Dispose();

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Pythons))]
    public async Task Json_of_many_files_is_what_Python_computes(TestPython python)
    {
        var cases = new List<JsonCase>();
        var run = new GeneratorRun(python, Seed, 150, DifferentialPythons.HighestProtocol(python))
        {
            Rewrite = (pickle, written) => Task.FromResult(Codec.Rewrite(pickle, written)),
            Check = json =>
            {
                cases.Add(json);
                return null;
            },
        };
        await run.RunAsync(TestContext.Current.CancellationToken);
        var files = cases.Select((json, i) => Write($"{i}.pickle", json.Pickle)).ToList();

        var result = await Tool.RunAsync(_folder.Path, ["pickle", "--json", .. files]);

        Assert.True(result.ExitCode == 0, result.ToString());
        var lines = result.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(cases.Count, lines.Length);
        Assert.All(cases.Zip(lines), pair => Assert.Null(pair.First.Compare(pair.Second.TrimEnd('\r'))));
    }

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Pythons))]
    public async Task Rewritten_files_are_equal_for_Python(TestPython python)
    {
        var run = new GeneratorRun(python, Seed + 1, 12, WrittenByTheTool)
        {
            Rewrite = (pickle, _) => RewriteAsync(pickle),
            Check = json => json.Compare(Codec.Json(json.Pickle)),
            Written = WrittenByTheTool,
        };

        var figures = await run.RunAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith("12 values", figures, StringComparison.Ordinal);
    }

    private async Task<byte[]> RewriteAsync(byte[] pickle)
    {
        var result = await Tool.RunAsync(
            _folder.Path, "pickle", Write("value.pickle", pickle), "--rewrite", "rewritten.pickle");
        Assert.True(result.ExitCode == 0, result.ToString());
        return await File.ReadAllBytesAsync(Path.Combine(_folder.Path, "rewritten.pickle"));
    }

    private string Write(string name, byte[] pickle)
    {
        File.WriteAllBytes(Path.Combine(_folder.Path, name), pickle);
        return name;
    }
}
