namespace Bridge.Benchmarks.Calls;

/// <summary>What the command line asks of the benchmark of calls.</summary>
internal sealed record CallsArguments
{
    public const string Usage =
        "calls [ROUNDS] [--only PART,PART…] [--quick] [--json FILE] [--chart FILE.png] [--python PATH…]";

    /// <summary>What can be asked for, in the order of the issue.</summary>
    public static readonly IReadOnlyList<string> AllParts =
        ["calls", "create", "large", "bulk", "rows", "alloc", "growth"];

    /// <summary>The parts to measure.</summary>
    public IReadOnlyList<string> Parts { get; init; } = AllParts;

    /// <summary>How many interleaved rounds.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>Small: half a minute or so, one CPython, figures that only show that it works.</summary>
    public bool IsQuick { get; init; }

    /// <summary>Where all figures go as JSON; null for nowhere.</summary>
    public string? JsonFile { get; init; }

    /// <summary>Where the chart of the growth goes; null for nowhere.</summary>
    public string? ChartFile { get; init; }

    /// <summary>The CPythons; none to find the oldest, the default and the newest.</summary>
    public IReadOnlyList<string> Pythons { get; init; } = [];

    /// <summary>How long one side of one measurement calls.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds(IsQuick ? 0.05 : 0.3);

    /// <summary>Null when they cannot be understood.</summary>
    public static CallsArguments? TryParse(ReadOnlySpan<string> args)
    {
        var result = new CallsArguments();
        int? rounds = null;
        for (var i = 0; i < args.Length; i++)
        {
            var next = i + 1 < args.Length ? args[i + 1] : null;
            switch (args[i])
            {
                case "--quick":
                    result = result with { IsQuick = true };
                    continue;
                case "--only" when next?.Split(',') is { } parts && parts.All(AllParts.Contains):
                    result = result with { Parts = parts };
                    break;
                case "--json" when next is not null:
                    result = result with { JsonFile = next };
                    break;
                case "--chart" when next?.EndsWith(".png", StringComparison.OrdinalIgnoreCase) == true:
                    result = result with { ChartFile = next };
                    break;
                case "--python" when next is not null:
                    result = result with { Pythons = [.. result.Pythons, next] };
                    break;
                case var text when int.TryParse(text, out var number) && number > 0:
                    rounds = number;
                    continue;
                default:
                    return null;
            }

            i++;
        }

        return result with { Rounds = rounds ?? (result.IsQuick ? 2 : 5) };
    }
}
