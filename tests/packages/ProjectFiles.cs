namespace Bridge.Smoke;

/// <summary>Project files as users write them, that take packages from a folder.</summary>
internal static class ProjectFiles
{
    /// <summary>A program.</summary>
    /// <param name="packages">The folder.</param>
    /// <param name="items">What it references.</param>
    public static string Executable(string packages, params string[] items) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <RestoreAdditionalProjectSources>{packages}</RestoreAdditionalProjectSources>
          </PropertyGroup>
          <ItemGroup>
            {string.Join("\n    ", items)}
          </ItemGroup>
        </Project>

        """;

    /// <summary>A reference to exactly one version of a package.</summary>
    public static string Package(string id, string version) => $"<PackageReference Include=\"{id}\" Version=\"[{version}]\" />";
}
