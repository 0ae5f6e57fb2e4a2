using System.Runtime.CompilerServices;
using System.Text.Json;
using Xunit;

namespace Inventory.Tests;

/// <summary>The cases of contract/inventory.json.</summary>
public static class Contract
{
    /// <summary>The folder that holds contract, dotnet and python.</summary>
    public static string Root { get; } = Path.GetFullPath("../..", FolderOf());

    private static Dictionary<string, JsonElement> Cases { get; } =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "contract", "inventory.json"))).RootElement
            .EnumerateArray().ToDictionary(one => one.GetProperty("name").GetString()!);

    /// <summary>The names, for <c>[MemberData]</c>.</summary>
    public static TheoryData<string> Names => [.. Cases.Keys];

    /// <summary>A case by its name.</summary>
    public static JsonElement Case(string name) => Cases[name];

    private static string FolderOf([CallerFilePath] string thisFile = "") => Path.GetDirectoryName(thisFile)!;
}
