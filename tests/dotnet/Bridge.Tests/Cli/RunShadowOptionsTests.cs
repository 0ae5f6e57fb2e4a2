using Bridge.Cli.Run;
using Bridge.Cli.Shadow;
using Bridge.Workers;

namespace Bridge.Tests.Cli;

public class RunShadowOptionsTests
{
    [Theory]
    [InlineData("--rel-tol 1e-9", "--rel-tol is about --shadow WORKER, which is not given")]
    [InlineData("--strict-types", "--strict-types is about --shadow WORKER, which is not given")]
    [InlineData("--shadow-report x.csv", "--shadow-report is about --shadow WORKER, which is not given")]
    [InlineData("--shadow new", "'new' names no worker function")]
    [InlineData("--shadow a:b --abs-tol -1", "--abs-tol takes a number from 0 on, such as 0.005 or 1e-9, not '-1'")]
    [InlineData("--shadow a:b --rel-tol nan", "--rel-tol takes a number from 0 on, such as 0.005 or 1e-9, not 'nan'")]
    [InlineData("--shadow a:b --ignore-fields a,,b", "--ignore-fields takes names of fields, separated by commas")]
    [InlineData("--shadow a:b --same-errors KeyError", "--same-errors takes pairs of class names, NAME=NAME, separated by commas")]
    [InlineData("--shadow a:b --same-errors KeyError=", "--same-errors takes pairs of class names, NAME=NAME, separated by commas")]
    [InlineData("--shadow a:b --shadow-report in.csv", "-i and --shadow-report name the same file in.csv; choose another one.")]
    [InlineData("--shadow a:b --shadow-report -", "-o and --shadow-report both write to standard output; give one of them a file.")]
    [InlineData("--shadow a:b --errors x --shadow-report x", "--errors and --shadow-report name the same file x; choose another one.")]
    public async Task Wrong_usage_is_one_sentence(string arguments, string sentence)
    {
        var run = await ToolRun.RunAsync(["run", "a:b", "-i", "in.csv", .. arguments.Split(' ')]);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith($"bridge: {sentence}", Assert.Single(run.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tcp://h:1", "New.dll:A.B", null, false)]
    [InlineData("tcp://h:1", "New.dll:A.B", "Old.dll:A.B", false)]
    [InlineData("tcp://h:1", "New.dll:A.B", "old.py:b", true)]
    [InlineData("tcp://h:1", "old.py:b", "New.dll:A.B", true)]
    [InlineData(null, "New.dll:A.B", null, true)]
    public void A_Python_is_looked_for_when_a_manager_a_function_or_its_shadow_needs_one(
        string? manager, string worker, string? shadow, bool isNeeded)
    {
        var options = new RunOptions
        {
            Worker = worker,
            Input = "in.csv",
            Workers = 1,
            Batch = 1,
            Manager = manager,
            Shadow = shadow is null ? null : new ShadowSettings { Worker = shadow, Comparison = ShadowOptions.Default },
        };

        Assert.Equal(isNeeded, options.NeedsPython);
    }
}
