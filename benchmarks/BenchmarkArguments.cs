namespace Bridge.Benchmarks;

/// <summary>What the command line asks for.</summary>
/// <param name="Calls">Whether to measure calls and rows as well, and not the codec alone.</param>
/// <param name="Rounds">How often; 5 by default.</param>
/// <param name="JsonFile">Where the figures of the codec go as JSON; null for nowhere.</param>
internal sealed record BenchmarkArguments(bool Calls, int Rounds, string? JsonFile)
{
    public const string Usage = "Usage: [codec] [ROUNDS] [--json FILE]   (without codec: everything)";

    /// <summary>Null when it cannot be understood.</summary>
    public static BenchmarkArguments? TryParse(string[] args)
    {
        var result = new BenchmarkArguments(Calls: true, Rounds: 5, JsonFile: null);
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "codec")
            {
                result = result with { Calls = false };
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
