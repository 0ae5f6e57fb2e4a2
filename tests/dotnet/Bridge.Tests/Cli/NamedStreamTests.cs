using Bridge.Cli.Errors;
using Bridge.Cli.Files;

namespace Bridge.Tests.Cli;

public sealed class NamedStreamTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void OpenWrite_of_the_open_input_under_another_name_keeps_its_content()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Links need a privilege on Windows.");
        }

        var real = _folder.CreateSubdirectory("real");
        var file = Path.Combine(real.FullName, "a.csv");
        File.WriteAllText(file, "id\n1\n");
        var link = Path.Combine(_folder.FullName, "link");
        Directory.CreateSymbolicLink(link, real.FullName);
        using var input = NamedStream.OpenRead(file);

        var exception = Assert.Throws<CliException>(() => NamedStream.OpenWrite(Path.Combine(link, "a.csv")));

        Assert.Equal(ExitCode.Failed, exception.Code);
        Assert.Equal("id\n1\n", new StreamReader(input).ReadToEnd());
    }

    [Fact]
    public void OpenWrite_of_an_existing_file_empties_it()
    {
        var file = Path.Combine(_folder.FullName, "a.csv");
        File.WriteAllText(file, "old");

        NamedStream.OpenWrite(file).Dispose();

        Assert.Equal("", File.ReadAllText(file));
    }

    [Fact]
    public void OpenRead_of_an_empty_name_says_so()
    {
        var exception = Assert.Throws<CliException>(() => NamedStream.OpenRead(""));

        Assert.Equal("a file name is empty; give the path of a file.", exception.Message);
    }
}
