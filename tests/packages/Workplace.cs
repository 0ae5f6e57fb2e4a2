namespace Bridge.Smoke;

/// <summary>A folder of its own for one installation.</summary>
internal sealed class Workplace(string folder, IReadOnlyDictionary<string, string> environment)
{
    public string PathOf(params string[] names) => Path.Combine([folder, .. names]);

    /// <summary>Writes a file, and makes its folder.</summary>
    public void Write(string name, string text)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>Runs a program here.</summary>
    public Task<Run> RunAsync(string program, params string[] arguments) =>
        Shell.RunAsync(folder, environment, program, arguments);
}
