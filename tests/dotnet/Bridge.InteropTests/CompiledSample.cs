namespace Bridge.InteropTests;

/// <summary>The programs of <c>samples</c> that are one file; Bridge.Cookbook compiles all of them at once.</summary>
internal static class CompiledSample
{
    /// <summary>A file to run with <c>dotnet</c>.</summary>
    /// <param name="program">The name of a recipe of the cookbook, or <c>folder-file</c>.</param>
    public static string PathOf(string program)
    {
        // …/Bridge.InteropTests/bin/<configuration>/net10.0/
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(
            Repository.Root, "tests", "dotnet", "Bridge.Cookbook", "bin", output.Parent!.Name, output.Name, program + ".dll");
    }
}
