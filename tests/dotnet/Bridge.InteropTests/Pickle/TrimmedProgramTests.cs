using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Bridge.InteropTests.Pickle;

/// <summary>Programs that the SDK has trimmed, told by the setting that it gives them.</summary>
public class TrimmedProgramTests
{
    [Fact(Timeout = 60_000)]
    public async Task A_record_is_mapped_in_a_whole_program() =>
        Assert.Equal(["True", "Row { Name = a, Count = 1 }", "a"], await RunAsync(isTrimmed: false));

    [Fact(Timeout = 60_000)]
    public async Task A_record_is_refused_in_a_trimmed_one_as_it_might_lack_properties()
    {
        var lines = await RunAsync(isTrimmed: true);

        const string Reason = "Bridge.TestPeer.Commands.RecordsCommand+Row is read and written by code that is made at run time from its properties, "
            + "which a program that is trimmed or compiled ahead of time cannot do (PublishTrimmed, native AOT); use a "
            + "dictionary, or PickleOptions.WithConverter.";
        Assert.Equal([$"PicklingException: {Reason}", $"InvalidCastException: {Reason}", "a"], lines);
    }

    private static async Task<string[]> RunAsync(bool isTrimmed)
    {
        var token = TestContext.Current.CancellationToken;
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(Path.ChangeExtension(TestPeer.Path, ".runtimeconfig.json"), token))!;
        if (isTrimmed)
        {
            settings["runtimeOptions"]!["configProperties"]!["System.Text.Json.JsonSerializer.IsReflectionEnabledByDefault"] = false;
        }

        var folder = Directory.CreateTempSubdirectory("bridge-tests-");
        try
        {
            var file = Path.Combine(folder.FullName, "trimmed.runtimeconfig.json");
            await File.WriteAllTextAsync(file, settings.ToJsonString(), token);
            using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", "--runtimeconfig", file, TestPeer.Path, "records"])
            {
                RedirectStandardOutput = true,
            })!;
            var output = await process.StandardOutput.ReadToEndAsync(token);
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
