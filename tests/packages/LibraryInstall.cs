namespace Bridge.Smoke;

/// <summary>DotNetBridge in an empty project.</summary>
internal static class LibraryInstall
{
    private const string Program = """
        using Bridge.Hosting;
        using Bridge.Proxies;

        await using var manager = await ManagerProcess.StartAsync();
        await using var scores = await manager.Client.CreateDictAsync<string, double>();
        await using var jobs = await manager.Client.CreateQueueAsync<string>();
        await scores.SetItemAsync("a", 1.5);
        await jobs.PutAsync("job");
        var score = await scores.GetItemAsync("a");
        Console.WriteLine($"{score} {await jobs.GetAsync()}");

        """;

    public static async Task CheckAsync(Checks checks, Workplace place, string packages, string version)
    {
        place.Write("smoke.csproj", ProjectFiles.Executable(packages, ProjectFiles.Package("DotNetBridge", version)));
        place.Write("Program.cs", Program);
        var built = await place.RunAsync("dotnet", "build", "-c", "Release", "-o", "out", "--nologo");
        checks.Add($"an empty project builds with DotNetBridge {version}", built.Problem(""));
        var ran = await place.RunAsync("dotnet", "out/smoke.dll");
        checks.Add("it shares a dict and a queue with a manager", ran.Problem("1.5 job"));
    }
}
