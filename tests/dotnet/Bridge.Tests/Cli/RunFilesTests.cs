using Bridge.Cli.Errors;
using Bridge.Cli.Run;

namespace Bridge.Tests.Cli;

public sealed class RunFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("a.csv", "a.csv", null)]
    [InlineData("a.csv", "./a.csv", null)]
    [InlineData("a.csv", "b.csv", "a.csv")]
    [InlineData("a.csv", "b.csv", "b.csv")]
    [InlineData("a.csv", "-", "-")]
    public void Check_refuses_to_use_a_file_twice(string input, string output, string? errors)
    {
        var exception = Assert.Throws<CliException>(() => RunFiles.Check(Options(input, output, errors)));

        Assert.Equal(ExitCode.Usage, exception.Code);
    }

    [Theory]
    [InlineData("a.csv", "b.csv", "c.csv")]
    [InlineData("-", "-", null)]
    [InlineData("-", "b.csv", "-")]
    public void Check_allows_different_files(string input, string output, string? errors) =>
        RunFiles.Check(Options(input, output, errors));

    [Fact]
    public void Check_follows_links()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Links need a privilege on Windows.");
        }

        var file = Path.Combine(_folder.FullName, "a.csv");
        var link = Path.Combine(_folder.FullName, "b.csv");
        File.WriteAllText(file, "");
        File.CreateSymbolicLink(link, file);

        Assert.Throws<CliException>(() => RunFiles.Check(Options(file, link, null)));
    }

    private static RunOptions Options(string input, string output, string? errors) => new()
    {
        Worker = "f:g",
        Input = input,
        Output = output,
        Errors = errors,
        Workers = 1,
        Batch = 1,
    };
}
