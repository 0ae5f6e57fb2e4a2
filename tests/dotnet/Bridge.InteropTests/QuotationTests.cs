using System.Text.RegularExpressions;

namespace Bridge.InteropTests;

/// <summary>Each block of C# or Python in a document stands, line by line, in a file that is compiled or run.</summary>
public partial class QuotationTests
{
    private static readonly string[] Folders = ["samples", "src", "tests", "benchmarks", "python"];

    private static readonly Lazy<List<(string Path, string[] Lines)>> Sources = new(() => [.. ReadSources()]);

    public static TheoryData<string> Pages =>
    [
        "README.md",
        "CONTRIBUTING.md",
        "python/README.md",
        .. Files(new DirectoryInfo(Path.Combine(Repository.Root, "docs")), "*.md", SearchOption.TopDirectoryOnly),
        .. Files(new DirectoryInfo(Path.Combine(Repository.Root, "src")), "README.md"),
        .. Files(new DirectoryInfo(Path.Combine(Repository.Root, "samples")), "README.md"),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public void The_code_of_the_page_is_quoted_from_files_that_are_built_or_run(string page)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, page)).ReplaceLineEndings("\n");

        var problems = CodeBlock().Matches(text)
            .Select(block => Problem(block.Groups["language"].Value[0] is 'p' or 'P', block.Groups["code"].Value.TrimEnd().Split('\n')))
            .OfType<string>()
            .ToList();

        Assert.True(problems.Count == 0, $"{page}: {string.Join($"\n{page}: ", problems)}");
    }

    [Fact]
    public void Each_program_of_the_samples_that_has_no_project_is_compiled()
    {
        var programs = Files(new DirectoryInfo(Path.Combine(Repository.Root, "samples")), "*.cs")
            .Where(path => !IsInProject(Path.GetDirectoryName(path)!))
            .ToList();

        Assert.NotEmpty(programs);
        Assert.All(programs, path =>
        {
            var (folder, name) = (path.Split('/')[1], Path.GetFileNameWithoutExtension(path));
            var program = CompiledSample.PathOf(folder == "cookbook" ? name : $"{folder}-{name}");
            Assert.True(File.Exists(program), $"Bridge.Cookbook does not compile {path}.");
        });
    }

    [Theory]
    [InlineData("a\n    b", "x\n    a\n        b\ny", true)]
    [InlineData("    a\n\n    b", "a\n\nb", true)]
    [InlineData("a\n    b", "a\nb", false)] // in Python that is another program
    [InlineData("a\nc", "a\nb\nc", false)] // something is left out
    [InlineData("a\nb", "b\na", false)]
    public void Only_the_indentation_of_the_whole_may_differ(string block, string source, bool isQuoted) =>
        Assert.Equal(isQuoted, IsQuoted(block.Split('\n'), source.Split('\n')));

    private static bool IsInProject(string folder) => folder.Length > 0
        && (Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.csproj").Length > 0
            || IsInProject(Path.GetDirectoryName(folder)!));

    /// <summary>What is wrong with a block; null when it is quoted.</summary>
    private static string? Problem(bool isPython, string[] block)
    {
        // The tests of .NET hand Python programs to Python, as texts.
        var sources = Sources.Value.Where(source =>
            isPython == source.Path.EndsWith(".py", StringComparison.Ordinal)
            || (isPython && source.Path.StartsWith("tests/", StringComparison.Ordinal)));
        if (sources.Any(source => IsQuoted(block, source.Lines)))
        {
            return null;
        }

        var (nearest, length) = sources
            .Select(source => (source.Path, Length: Common(block, source.Lines)))
            .MaxBy(found => found.Length);
        var hint = length switch
        {
            0 => "",
            _ when length == block.Length => $" {nearest} has its lines, indented otherwise.",
            _ => $" {nearest} has it up to '{block[length - 1].Trim()}', but not '{block[length].Trim()}' after that.",
        };
        return $"the block that begins with '{block[0].Trim()}' is in no {(isPython ? ".py" : ".cs")} file. "
            + $"Quote a sample or a test, line by line.{hint}";
    }

    private static bool IsQuoted(string[] block, string[] source)
    {
        var wanted = Dedented(block);
        return Enumerable.Range(0, Math.Max(0, source.Length - block.Length + 1))
            .Any(start => source[start].AsSpan().Trim().SequenceEqual(wanted[0].AsSpan().Trim())
                && Dedented(source.AsSpan(start, block.Length)).SequenceEqual(wanted));
    }

    /// <summary>How many lines from the first on a source has.</summary>
    private static int Common(string[] block, string[] source) => Enumerable.Range(0, source.Length)
        .Max(start => block.Zip(source.Skip(start)).TakeWhile(pair => pair.First.Trim() == pair.Second.Trim()).Count());

    private static string[] Dedented(ReadOnlySpan<string> lines)
    {
        var indentation = int.MaxValue;
        foreach (var line in lines)
        {
            indentation = line.Trim().Length == 0 ? indentation : Math.Min(indentation, line.Length - line.TrimStart().Length);
        }

        var result = new string[lines.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            result[i] = lines[i].Trim().Length == 0 ? "" : lines[i][indentation..].TrimEnd();
        }

        return result;
    }

    private static IEnumerable<(string Path, string[] Lines)> ReadSources() =>
        from folder in Folders
        from pattern in (string[])["*.cs", "*.py"]
        from path in Files(new DirectoryInfo(Path.Combine(Repository.Root, folder)), pattern)
        select (path, File.ReadAllText(Path.Combine(Repository.Root, path)).ReplaceLineEndings("\n").Split('\n'));

    /// <summary>Files, from the root of the repository, without those that a build has made.</summary>
    private static IEnumerable<string> Files(
        DirectoryInfo folder, string pattern, SearchOption depth = SearchOption.AllDirectories) =>
        folder.EnumerateFiles(pattern, depth)
            .Select(file => Path.GetRelativePath(Repository.Root, file.FullName).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal);

    [GeneratedRegex(
        @"^ *```(?<language>csharp|cs|c#|python|py)(\s[^\n]*)?\n(?<code>.*?)^ *```",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex CodeBlock();
}
