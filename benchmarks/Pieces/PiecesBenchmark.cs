using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;

namespace Bridge.Benchmarks.Pieces;

/// <summary>The pieces that a call is made of, one at a time and without a server, by BenchmarkDotNet.</summary>
internal static class PiecesBenchmark
{
    /// <summary>What asks for it on the command line; the rest is for BenchmarkDotNet.</summary>
    public const string Verb = "pieces";

    /// <summary>Runs all pieces, or those that the arguments choose; false when something went wrong.</summary>
    public static bool Run(string[] args)
    {
        var config = ManualConfig.Create(DefaultConfig.Instance).WithArtifactsPath(Path.Combine("artifacts", Verb));
        if (!args.Any(arg => arg is "-j" or "--job"))
        {
            config.AddJob(Job.ShortRun);
        }

        // Without a filter it would ask which of them.
        string[] all = args.Any(arg => arg.StartsWith('-')) ? args : [.. args, "--filter", "*"];
        var summaries = BenchmarkSwitcher
            .FromTypes([typeof(CodecPieces), typeof(FramePieces), typeof(HandshakePieces)])
            .Run(all, config)
            .ToList();
        return summaries.All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success));
    }
}
