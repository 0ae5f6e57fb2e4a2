namespace Bridge.Smoke;

/// <summary>DotNetBridge.WorkerHost in an empty project, beside a class library with a function for workers.</summary>
internal static class WorkerHostInstall
{
    private const string Library = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
          </PropertyGroup>
        </Project>

        """;

    private const string Function = """
        namespace Shop;

        public static class Numbers
        {
            public static int Square(int row) => row * row;
        }

        """;

    private const string Program = """
        using Bridge.Hosting;
        using Bridge.Workers;

        var function = Path.Combine(AppContext.BaseDirectory, "Work.dll") + ":Shop.Numbers.Square";
        var options = new WorkerPoolOptions { Workers = 2, Ordered = true };
        await using var manager = await ManagerProcess.StartAsync();
        await using var pool = await WorkerPool.StartAsync(manager.Client, function, options);
        await foreach (var result in pool.MapAsync<int, int>(Enumerable.Range(1, 10).ToAsyncEnumerable()))
        {
            Console.Write($"{result.Value} ");
        }

        Console.WriteLine("done");

        """;

    private const string Squares = "1 4 9 16 25 36 49 64 81 100 done";

    public static async Task CheckAsync(Checks checks, Workplace place, string packages, string version)
    {
        place.Write("Work/Work.csproj", Library);
        place.Write("Work/Numbers.cs", Function);
        place.Write("App/App.csproj", ProjectFiles.Executable(
            packages,
            ProjectFiles.Package("DotNetBridge", version),
            ProjectFiles.Package("DotNetBridge.WorkerHost", version),
            "<ProjectReference Include=\"../Work/Work.csproj\" />"));
        place.Write("App/Program.cs", Program);

        var ran = await place.RunAsync("dotnet", "run", "--project", "App", "-c", "Release");
        checks.Add($"with DotNetBridge.WorkerHost {version} ten rows go through a method of a class library", ran.Problem(Squares));

        var published = await place.RunAsync("dotnet", "publish", "App", "-c", "Release", "-o", "out", "--nologo");
        checks.Add("it can be published", published.Problem(""));
        var again = await place.RunAsync("dotnet", "out/App.dll");
        checks.Add("they do so from the published folder", again.Problem(Squares));

        if (again.ExitCode == 0)
        {
            Directory.Delete(place.PathOf("out", "worker-host"), recursive: true);
            var without = await place.RunAsync("dotnet", "out/App.dll");
            checks.Add("without its files, the package is named", without.ProblemOfRefusal("reference the package DotNetBridge.WorkerHost"));
        }
    }
}
