using Bridge.Benchmarks.Calls;

namespace Bridge.Benchmarks;

/// <summary>What the command line asks for.</summary>
/// <param name="Codec">Whether to measure the pickle codec.</param>
/// <param name="Calls">What to measure of calls and rows; null for nothing.</param>
/// <param name="Rounds">How often; 5 by default.</param>
/// <param name="JsonFile">Where the figures of the codec go as JSON; null for nowhere.</param>
/// <param name="IsSoak">Whether to do the same for long, and look for what grows.</param>
internal sealed record BenchmarkArguments(bool Codec, CallsArguments? Calls, int Rounds, string? JsonFile, bool IsSoak)
{
    public static readonly string Usage = $"""
        Usage: [ROUNDS]                       (codec, then calls)
               codec [ROUNDS] [--json FILE]
               {CallsArguments.Usage}
                                              (parts: {string.Join(", ", CallsArguments.AllParts)})
               pieces [BenchmarkDotNet arguments]
                                              (codec, frames, handshake; --filter PATTERN, --job, --list flat…)
               soak [PERCENT]                 (100: two million calls, 200,000 proxies, 10,000 canceled waits)
        """;

    /// <summary>Null when it cannot be understood.</summary>
    public static BenchmarkArguments? TryParse(string[] args)
    {
        if (args is ["calls", .. var rest])
        {
            return CallsArguments.TryParse(rest) is { } calls ? new(false, calls, calls.Rounds, null, false) : null;
        }

        var result = new BenchmarkArguments(
            Codec: true, new CallsArguments(), Rounds: args.Contains("soak") ? 100 : 5, JsonFile: null, IsSoak: false);
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "codec")
            {
                result = result with { Calls = null };
            }
            else if (args[i] == "soak")
            {
                result = result with { IsSoak = true };
            }
            else if (args[i] == "--json" && i + 1 < args.Length)
            {
                result = result with { JsonFile = args[++i] };
            }
            else if (int.TryParse(args[i], out var rounds) && rounds > 0)
            {
                result = result with { Rounds = rounds, Calls = result.Calls is { } calls ? calls with { Rounds = rounds } : null };
            }
            else
            {
                return null;
            }
        }

        return result;
    }
}
