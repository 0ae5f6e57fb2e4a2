namespace Bridge.Smoke;

/// <summary>The tool, installed into a folder.</summary>
internal static class ToolInstall
{
    public static async Task CheckAsync(Checks checks, Workplace place, string packages, string version)
    {
        // A configuration of its own: the tool shall come from the packages and from nowhere else.
        place.Write("nuget.config", $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="packed" value="{packages}" />
              </packageSources>
            </configuration>

            """);
        place.Write("jobs.py", "def double(row):\n    return {'twice': int(row['n']) * 2}\n");
        place.Write("in.csv", "n\n1\n2\n");
        var installed = await place.RunAsync(
            "dotnet", "tool", "install", "DotNetBridge.Cli", "--version", version,
            "--tool-path", "bin", "--configfile", "nuget.config");
        checks.Add($"the tool installs from DotNetBridge.Cli {version}", installed.Problem(""));
        var tool = place.PathOf("bin", "dotnet-bridge");
        var told = await place.RunAsync(tool, "--version");
        checks.Add("it tells its version", told.Problem(version));
        var ran = await place.RunAsync(tool, "run", "jobs.py:double", "-i", "in.csv", "--workers", "1", "--ordered", "--quiet");
        checks.Add("it runs rows through a Python function", ran.Problem("twice\n2\n4"));
        var packed = await place.RunAsync(tool, "doctor", "--json");
        checks.Add("its doctor is content", packed.Problem("\"healthy\":true"));
    }
}
