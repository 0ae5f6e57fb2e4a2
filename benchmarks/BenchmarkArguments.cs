namespace Bridge.Benchmarks;

/// <summary>What the command line asks for.</summary>
/// <param name="Calls">Whether to measure calls and rows as well, and not the codec alone.</param>
/// <param name="Rounds">How often; 5 by default.</param>
/// <param name="JsonFile">Where the figures of the codec go as JSON; null for nowhere.</param>
/// <param name="IsSoak">Whether to do the same for long, and look for what grows.</param>
internal sealed record BenchmarkArguments(bool Calls, int Rounds, string? JsonFile, bool IsSoak)
{
    public const string Usage = """
        Usage: [codec] [ROUNDS] [--json FILE]   (without codec: everything)
               soak [PERCENT]                   (100: two million calls, 200,000 proxies, 10,000 canceled waits)
        """;

    /// <summary>Null when it cannot be understood.</summary>
    public static BenchmarkArguments? TryParse(string[] args)
    {
        var result = new BenchmarkArguments(Calls: true, Rounds: args.Contains("soak") ? 100 : 5, JsonFile: null, IsSoak: false);
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "codec")
            {
                result = result with { Calls = false };
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
                result = result with { Rounds = rounds };
            }
            else
            {
                return null;
            }
        }

        return result;
    }
}
