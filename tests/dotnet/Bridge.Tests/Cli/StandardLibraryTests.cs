using Bridge.Cli.Demo;

namespace Bridge.Tests.Cli;

public sealed class StandardLibraryTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void List_follows_the_rule_of_the_plain_survey()
    {
        string[] files =
        [
            "os.py", "__init__.py", "_b.py", "readme.txt", "Z.PY", "json/__init__.py", "json/decoder.py",
            "test/a.py", "json/tests/a.py", "idlelib/idle_test/a.py", "site-packages/a.py", "dist-packages/a.py",
            "json/__pycache__/a.py", "testing/a.py", "encodings/cp1252.py", "lib-dynload/x.so",
        ];
        foreach (var file in files)
        {
            Write(file);
        }

        var modules = StandardLibrary.List(_folder.FullName);

        Assert.Equal(
            ["__init__", "_b", "encodings.cp1252", "json", "json.decoder", "os", "testing.a"],
            modules.Select(module => module.Module));
        Assert.All(modules, module => Assert.True(File.Exists(module.Path)));
    }

    [Fact]
    public void List_sorts_by_character_and_not_by_language()
    {
        Write("b.py");
        Write("B.py");
        Write("_a.py");
        Write("a.py");
        Write("a/b.py");

        Assert.Equal(["B", "_a", "a", "a.b", "b"], StandardLibrary.List(_folder.FullName).Select(module => module.Module));
    }

    [Fact]
    public void List_takes_links_to_files_and_leaves_links_to_folders()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Links need a privilege on Windows.");
        }

        Write("real/a.py");
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "link.py"), Path.Combine(_folder.FullName, "real/a.py"));
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "dangling.py"), "nowhere.py");
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "folder"), Path.Combine(_folder.FullName, "real"));

        Assert.Equal(["link", "real.a"], StandardLibrary.List(_folder.FullName).Select(module => module.Module));
    }

    private void Write(string file)
    {
        var path = Path.Combine(_folder.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
    }
}
