namespace Bridge.Cli.Demo;

/// <summary>The worker file of the demo, samples/python/survey.py, unpacked for one run and deleted after it.</summary>
internal sealed class SurveyWorker : IDisposable
{
    private const string Resource = "survey.py";

    private readonly DirectoryInfo _folder;

    private SurveyWorker(DirectoryInfo folder) => _folder = folder;

    /// <summary>The function, as <c>file:function</c>.</summary>
    public string Function => Path.Combine(_folder.FullName, Resource) + ":measure";

    /// <summary>Writes the file into a new temporary folder.</summary>
    public static SurveyWorker Unpack()
    {
        var folder = Directory.CreateTempSubdirectory("bridge-demo-");
        using var source = typeof(SurveyWorker).Assembly.GetManifestResourceStream(Resource)!;
        using var target = File.Create(Path.Combine(folder.FullName, Resource));
        source.CopyTo(target);
        return new SurveyWorker(folder);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);
}
