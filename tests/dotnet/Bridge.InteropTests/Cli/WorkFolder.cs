namespace Bridge.InteropTests.Cli;

/// <summary>A temporary folder with the files of one test.</summary>
internal sealed class WorkFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-tests-");

    /// <summary>Its path.</summary>
    public string Path => _folder.FullName;

    /// <summary>Writes a file.</summary>
    public void Write(string name, string text) => File.WriteAllText(In(name), text);

    /// <summary>Reads a file.</summary>
    public string Read(string name) => File.ReadAllText(In(name));

    /// <summary>The lines of a CSV file without the header.</summary>
    public IReadOnlyList<string> ReadRows(string name) => [.. Read(name).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1)];

    /// <summary>Writes a CSV with the column <c>id</c>, counting from 0.</summary>
    public void WriteIds(string name, int count) =>
        File.WriteAllLines(In(name), Enumerable.Range(0, count).Select(id => $"{id}").Prepend("id"));

    public void Dispose() => _folder.Delete(recursive: true);

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
