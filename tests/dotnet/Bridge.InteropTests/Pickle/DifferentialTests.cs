namespace Bridge.InteropTests.Pickle;

/// <summary>Python makes values, and compares them with what comes back from us.</summary>
public sealed class DifferentialTests(ITestOutputHelper output)
{
    private const int Seed = 20240229;
    private const int Count = 500;

    public static TheoryData<TestPython, int> Cases => DifferentialPythons.WithProtocols(0);

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Cases))]
    public async Task Values_of_Python_come_back_equal_and_their_json_is_that_of_Python(TestPython python, int protocol)
    {
        var run = new GeneratorRun(python, Seed + protocol, Count, protocol)
        {
            Rewrite = (pickle, written) => Task.FromResult(Codec.Rewrite(pickle, written)),
            Check = json => json.Compare(Codec.Json(json.Pickle)),
        };

        var figures = await run.RunAsync(TestContext.Current.CancellationToken);

        output.WriteLine($"{python}, pickle protocol {protocol}: {figures}");
    }
}
