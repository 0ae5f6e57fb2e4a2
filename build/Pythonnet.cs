namespace Bridge.Build;

/// <summary>The package that Bridge.PythonNet needs, and that not every source has.</summary>
public static class Pythonnet
{
    /// <summary>Fetches it into the package cache, where Pythonnet.props finds it; says so where it cannot be had.</summary>
    public static async Task FetchAsync(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("UsePythonnet") is null or ""
            && await Shell.RunAsync("dotnet", ["restore", "build/PythonnetProbe"], cancellationToken, isSilent: true) != 0)
        {
            Console.WriteLine("Bridge.PythonNet is left out: no package source has pythonnet; PYTHONNET_FEED can name a folder with it.");
        }
    }
}
