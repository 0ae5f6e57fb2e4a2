using System.Text.Json;
using Bridge.Cli.Errors;

namespace Bridge.Tests.Cli;

public class CommandLineTests
{
    [Theory]
    [InlineData("run", "Option '--input' is required")]
    [InlineData("run f:g", "Option '--input' is required")]
    [InlineData("run worker -i in.csv", "'worker' names no worker function, write file.py:function, module:function or Worker.dll:Namespace.Type.Method")]
    [InlineData("run f:g -i in.csv --workers 0", "--workers takes a whole number from 1 to 1024, not '0'")]
    [InlineData("run f:g -i in.csv --workers two", "--workers takes a whole number from 1 to 1024, not 'two'")]
    [InlineData("run f:g -i in.csv --batch -1", "--batch takes a whole number from 1 to 1000000, not '-1'")]
    [InlineData("run f:g -i in.csv --columns a,,b", "--columns takes different names, separated by commas")]
    [InlineData("run f:g -i in.csv --columns a,a", "--columns takes different names, separated by commas")]
    [InlineData("run f:g -i ", "--input needs a value, and got an empty one")]
    [InlineData("run f:g -i in.csv -o ", "--output needs a value, and got an empty one")]
    [InlineData("run f:g -i in.csv --python ", "--python needs a value, and got an empty one")]
    [InlineData("run f:g -i in.csv --nonsense", "there is no command, option or argument '--nonsense' here")]
    [InlineData("nonsense", "there is no command, option or argument 'nonsense' here")]
    [InlineData("inspect", "Required argument 'ADDRESS' missing for command: 'inspect'")]
    public async Task RunAsync_with_wrong_usage_says_one_sentence(string line, string expected)
    {
        var result = await ToolRun.RunAsync(line.Split(' '));

        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.StartsWith($"bridge: {expected}; see 'dotnet-bridge", result.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.Error.Count(character => character == '\n'));
    }

    [Fact]
    public async Task RunAsync_without_a_command_says_one_sentence()
    {
        var result = await ToolRun.RunAsync();

        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.Equal("bridge: Required command was not provided; see 'dotnet-bridge --help'.\n", result.Error);
    }

    [Theory]
    [InlineData("--help", "doctor")]
    [InlineData("run --help", "--errors")]
    [InlineData("serve -h", "--register")]
    [InlineData("bench --help", "--json")]
    public async Task RunAsync_with_help_prints_help(string line, string expected)
    {
        var result = await ToolRun.RunAsync(line.Split(' '));

        Assert.Equal(ExitCode.Done, result.ExitCode);
        Assert.Contains(expected, result.Output, StringComparison.Ordinal);
        Assert.Equal("", result.Error);
    }

    [Fact]
    public async Task Run_of_a_missing_file_says_so()
    {
        var result = await ToolRun.RunAsync("run", "f:g", "-i", "/nowhere/in.csv");

        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.Equal("bridge: there is no file /nowhere/in.csv; check the path.\n", result.Error);
    }

    [Theory]
    [InlineData("tcp://127.0.0.1")]
    [InlineData("127.0.0.1:99999")]
    [InlineData("")]
    public async Task Inspect_of_a_wrong_address_says_so(string address)
    {
        var result = await ToolRun.RunAsync("inspect", address);

        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.Equal(1, result.Error.Count(character => character == '\n'));
    }

    [Fact]
    public async Task Inspect_takes_an_abstract_socket_for_an_address_and_not_for_a_response_file()
    {
        var result = await ToolRun.RunAsync("inspect", "@bridge-nobody-listens-here", "--authkey-file", "/nowhere/key");

        Assert.Equal("bridge: there is no file /nowhere/key; check the path.\n", result.Error);
    }

    [Fact]
    public async Task Doctor_prints_json_of_a_fixed_shape()
    {
        var result = await ToolRun.RunAsync("doctor", "--json");

        using var document = JsonDocument.Parse(result.Output);
        Assert.Equal(
            ["healthy", "bridge", "dotnet", "system", "pythons", "digests", "transports", "problem"],
            document.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal(
            ["HMAC-MD5", "HMAC-SHA256", "HMAC-SHA3"],
            document.RootElement.GetProperty("digests").EnumerateArray().Select(item => item.GetProperty("name").GetString()));
    }
}
