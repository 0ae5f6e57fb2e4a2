using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Bridge.InteropTests;

/// <summary>The pairs of samples/cookbook: they run, both print the same, and docs/cookbook.md quotes them.</summary>
public class CookbookTests
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public static TheoryData<string> Recipes =>
        [.. Directory.GetDirectories(Path.Combine(Repository.Root, "samples", "cookbook")).Select(path => Path.GetFileName(path)!).Order()];

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Recipes))]
    public async Task Both_programs_print_what_the_page_says(string recipe)
    {
        using var python = Start(TestPythons.Usable[^1].Path, "-B", "-u", Source(recipe, "py"), "0");
        try
        {
            const string Listening = "listening at ";
            var errors = python.StandardError.ReadToEndAsync(_token);
            var first = await python.StandardOutput.ReadLineAsync(_token);
            Assert.True(first?.StartsWith(Listening, StringComparison.Ordinal), first ?? await errors);
            var theirs = python.StandardOutput.ReadToEndAsync(_token);

            var ours = await RunAsync(recipe, first![Listening.Length..]);

            Assert.Equal(Quotes(recipe, "text").Single(), ours);
            Assert.Equal(ours, (await theirs).ReplaceLineEndings("\n"));
            await python.WaitForExitAsync(_token);
            Assert.True(python.ExitCode == 0, await errors);
        }
        finally
        {
            python.Kill(entireProcessTree: true);
        }
    }

    [Theory]
    [MemberData(nameof(Recipes))]
    public void The_page_quotes_both_programs(string recipe)
    {
        foreach (var (language, extension) in new[] { ("csharp", "cs"), ("python", "py") })
        {
            var source = File.ReadAllText(Source(recipe, extension)).ReplaceLineEndings("\n");

            var quotes = Quotes(recipe, language);

            Assert.NotEmpty(quotes);
            Assert.All(quotes, quote => Assert.True(IsIn(source, quote), $"{recipe}.{extension} does not have:\n{quote}"));
        }
    }

    /// <summary>Starts the C# program that Bridge.Cookbook has compiled.</summary>
    private async Task<string> RunAsync(string recipe, string address)
    {
        using var program = Start("dotnet", CompiledSample.PathOf(recipe), address);
        try
        {
            var errors = program.StandardError.ReadToEndAsync(_token);
            var printed = await program.StandardOutput.ReadToEndAsync(_token);
            await program.WaitForExitAsync(_token);
            Assert.True(program.ExitCode == 0, printed + await errors);
            return printed.ReplaceLineEndings("\n");
        }
        finally
        {
            program.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    private static string Source(string recipe, string extension) =>
        Path.Combine(Repository.Root, "samples", "cookbook", recipe, $"{recipe}.{extension}");

    /// <summary>The blocks of one language in the section of a recipe, which links to its folder.</summary>
    private static List<string> Quotes(string recipe, string language)
    {
        var section = Repository.ReadDocument("cookbook.md").Split("\n## ")
            .Single(part => part.Contains($"(../samples/cookbook/{recipe})", StringComparison.Ordinal));
        return [.. Regex.Matches(section, $"```{language}\n(.*?)```", RegexOptions.Singleline).Select(match => match.Groups[1].Value)];
    }

    /// <summary>Whether a source has these lines, further to the right perhaps.</summary>
    private static bool IsIn(string source, string quote) =>
        Enumerable.Range(0, 4)
            .Select(level => new string(' ', 4 * level))
            .Any(indent => source.Contains(
                string.Join('\n', quote.TrimEnd('\n').Split('\n').Select(line => line.Length == 0 ? line : indent + line)) + "\n",
                StringComparison.Ordinal));
}
