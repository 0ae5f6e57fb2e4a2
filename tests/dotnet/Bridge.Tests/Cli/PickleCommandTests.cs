using Bridge.Cli.Errors;

namespace Bridge.Tests.Cli;

public sealed class PickleCommandTests : IDisposable
{
    // pickle.dumps([1, 2.5, "é", (None, True), b"\x00", {"k": {1}}], 4) of CPython 3.11
    private const string Value =
        "8004952A000000000000005D94284B014740040000000000008C02C3A9944E888694430100947D948C016B948F94284B019073652E";

    private const string ValueAsJson =
        """[1,{"float":"2.5"},"\u00e9",{"tuple":[null,true]},{"bytes":"AA=="},{"dict":[["k",{"set":[1]}]]}]""";

    // an object whose __reduce__ gives os.system and "touch /tmp/pwned", protocol 2 of CPython 3.11
    private const string Malicious =
        "800263706F7369780A73797374656D0A71005810000000746F756368202F746D702F70776E656471018571025271032E";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Pickle_prints_canonical_json()
    {
        var run = await ToolRun.RunAsync("pickle", Write("a.pkl", Value), "--json");

        Assert.Equal(new ToolRun(ExitCode.Done, ValueAsJson + "\n", ""), run);
    }

    [Fact]
    public async Task Pickle_prints_the_value_for_people()
    {
        var run = await ToolRun.RunAsync("pickle", Write("a.pkl", Value));

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("2.5", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pickle_prints_opcodes()
    {
        var run = await ToolRun.RunAsync("pickle", Write("a.pkl", Value), "--dis");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("BINFLOAT", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pickle_shows_a_malicious_pickle_without_running_it()
    {
        var run = await ToolRun.RunAsync("pickle", Write("a.pkl", Malicious), "--json");

        Assert.Equal("""{"object":"posix.system","args":["touch /tmp/pwned"]}""" + "\n", run.Output);
        Assert.False(File.Exists("/tmp/pwned"));
    }

    [Fact]
    public async Task Pickle_names_a_bad_file_and_shows_the_others()
    {
        var (good, bad) = (Write("good.pkl", Value), Write("bad.pkl", Value[..40]));

        var run = await ToolRun.RunAsync("pickle", "--json", good, bad, "/nowhere/c.pkl", good);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Equal($"{ValueAsJson}\n{ValueAsJson}\n", run.Output);
        var lines = run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Matches(@"^bridge: .*bad\.pkl is no pickle that can be read, stopped at byte \d+: .+$", lines[0]);
        Assert.Equal("bridge: there is no file /nowhere/c.pkl; check the path.", lines[1]);
    }

    [Fact]
    public async Task Pickle_writes_the_same_value_again_as_protocol_4()
    {
        var (target, again) = (Path.Combine(_folder.FullName, "out.pkl"), Path.Combine(_folder.FullName, "again.pkl"));

        var run = await ToolRun.RunAsync("pickle", Write("a.pkl", Malicious), "--rewrite", target);
        await ToolRun.RunAsync("pickle", target, "--rewrite", again);
        var shown = await ToolRun.RunAsync("pickle", target, "--json");

        Assert.Equal(new ToolRun(ExitCode.Done, "", ""), run);
        Assert.Equal([0x80, 4], File.ReadAllBytes(target)[..2]);
        Assert.Equal(File.ReadAllBytes(target), File.ReadAllBytes(again));
        Assert.Equal("""{"object":"posix.system","args":["touch /tmp/pwned"]}""" + "\n", shown.Output);
    }

    [Theory]
    [InlineData("2", "80025D71004B01612E")] // pickle.dumps([1], 2)
    [InlineData("5", "80059506000000000000005D944B01612E")] // pickle.dumps([1], 5)
    public async Task Pickle_writes_the_pickle_protocol_that_is_asked_for(string protocol, string expected)
    {
        var target = Path.Combine(_folder.FullName, "out.pkl");

        await ToolRun.RunAsync("pickle", Write("a.pkl", "5D4B01612E"), "--rewrite", target, "--protocol", protocol);

        Assert.Equal(expected, Convert.ToHexString(File.ReadAllBytes(target)));
    }

    [Theory]
    [InlineData("latin1", "\"caf\\u00e9\"\n", 0)]
    [InlineData("bytes", "{\"bytes\":\"Y2Fm6Q==\"}\n", 0)]
    [InlineData("ascii", "", 2)]
    [InlineData("utf8", "", 2)]
    public async Task Pickle_reads_strings_of_Python_2_as_asked(string encoding, string expected, int exitCode)
    {
        // pickle.dumps('caf\xe9', 2) of CPython 2.7
        var run = await ToolRun.RunAsync("pickle", Write("a.pkl", "80025504636166E971002E"), "--json", "--encoding", encoding);

        Assert.Equal(expected, run.Output);
        Assert.Equal(exitCode, run.ExitCode);
    }

    [Theory]
    [InlineData("a b --rewrite c", "--rewrite takes exactly one FILE")]
    [InlineData("a --json --dis", "--json and --dis exclude each other")]
    [InlineData("a --protocol 3", "--protocol says what --rewrite writes; it needs --rewrite")]
    [InlineData("a --rewrite b --protocol 6", "--protocol takes 2, 3, 4 or 5, not '6'")]
    [InlineData("a --rewrite b --protocol x", "--protocol takes 2, 3, 4 or 5, not 'x'")]
    [InlineData("a --encoding cp1252", "--encoding takes ascii, latin1, utf8 or bytes, not 'cp1252'")]
    [InlineData("", "Required argument 'FILE' missing for command: 'pickle'")]
    public async Task Pickle_with_wrong_usage_says_one_sentence(string line, string expected)
    {
        var run = await ToolRun.RunAsync(["pickle", .. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Equal($"bridge: {expected}; see 'dotnet-bridge pickle --help'.\n", run.Error);
    }

    private string Write(string name, string hex)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, Convert.FromHexString(hex));
        return path;
    }
}
