namespace Bridge.Smoke;

/// <summary>DotNetBridge in a program that the SDK trims.</summary>
internal static class TrimmedInstall
{
    private const string Program = """
        using Bridge.Hosting;
        using Bridge.Pickle;
        using Bridge.Proxies;

        await using var manager = await ManagerProcess.StartAsync();
        await using var list = await manager.Client.CreateListAsync(Enumerable.Range(0, 2000));
        await list.ExtendAsync(Enumerable.Range(0, 2000).ToList());
        Print(() => list.GetSnapshotAsync().AsTask().Result.Sum());
        Print(() => PickleSerializer.Serialize(new Row("a", 1)).Length);
        Print(() => PickleSerializer.Deserialize<Row>(PickleSerializer.Serialize(new Dictionary<string, object>())));
        Print(() => PickleSerializer.Serialize<object>(Color.Red)[^2]);
        Print(() => PickleSerializer.Deserialize<Dictionary<int, (string, double)[]>>(
            PickleSerializer.Serialize(new Dictionary<int, (string, double)[]> { [1] = [("b", 2.5)] }))[1][0]);

        static void Print(Func<object> attempt)
        {
            try
            {
                Console.WriteLine(attempt());
            }
            catch (Exception error)
            {
                Console.WriteLine($"{error.GetType().Name}: {error.Message}");
            }
        }

        internal sealed record Row(string Name, int Count);

        internal enum Color
        {
            Red = 7,
        }

        """;

    private const string Reason = "Row is read and written by code that is made at run time from its properties, which a program "
        + "that is trimmed or compiled ahead of time cannot do (PublishTrimmed, native AOT); use a dictionary, or "
        + "PickleOptions.WithConverter.";

    private static readonly string Expected =
        string.Join('\n', "3998000", $"PicklingException: {Reason}", $"InvalidCastException: {Reason}", "7", "(b, 2.5)");

    public static async Task CheckAsync(Checks checks, Workplace place, string packages, string version)
    {
        place.Write("trimmed.csproj", ProjectFiles.Executable(packages, ProjectFiles.Package("DotNetBridge", version)));
        place.Write("Program.cs", Program);
        var published = await place.RunAsync(
            "dotnet", "publish", "-c", "Release", "-o", "out", "--nologo", "--use-current-runtime", "-p:PublishTrimmed=true");
        checks.Add("a program can be trimmed", published.Problem(""));
        var ran = await place.RunAsync(place.PathOf("out", OperatingSystem.IsWindows() ? "trimmed.exe" : "trimmed"));
        checks.Add("it shares a list, reads and writes collections and enums, and refuses records", ran.Problem(Expected));
    }
}
