namespace Bridge.Cli.Bench;

/// <summary>What <c>bench</c> does: the same calls on one stock manager, by Python's own proxies and by ours.</summary>
internal static class QuickBench
{
    /// <summary>How many rounds.</summary>
    public const int Rounds = 5;

    /// <summary>How many tasks call at once.</summary>
    public const int Tasks = 64;

    /// <summary>For how long each case is called in each round, in seconds.</summary>
    public const double Seconds = 0.2;

    /// <summary>Measures; the three are interleaved in each round, so that a busy machine hits all of them.</summary>
    /// <param name="python">The interpreter of the manager and of the caller.</param>
    /// <param name="duration">For how long each case is called in each round.</param>
    /// <param name="onRound">Told after each round: transport, rounds done.</param>
    /// <param name="cancellationToken">Ends it with an exception.</param>
    public static async Task<IReadOnlyList<QuickBenchLine>> RunAsync(
        string python, TimeSpan duration, Action<string, int> onRound, CancellationToken cancellationToken)
    {
        var lines = new List<QuickBenchLine>();
        foreach (var isTcp in new[] { false, true })
        {
            await using var server = await BenchServer.StartAsync(python, isTcp, cancellationToken);
            await using var cases = await CallCases.CreateAsync(server.Client, cancellationToken);
            var ofServer = CallCases.Names.Select(name => new QuickBenchLine(server.Transport, name)).ToList();
            for (var round = 0; round <= Rounds; round++)
            {
                foreach (var line in ofServer)
                {
                    var theirs = await server.Caller.RateAsync(line.What, duration, cancellationToken);
                    var one = await RateAsync(1);
                    var many = await RateAsync(Tasks);
                    if (round > 0) // the first one warms up
                    {
                        line.Add(theirs, one, many);
                    }

                    Task<double> RateAsync(int tasks) =>
                        cases.RateAsync(line.What, tasks, CallBudget.For(duration), cancellationToken);
                }

                onRound(server.Transport, round);
            }

            lines.AddRange(ofServer);
        }

        return lines;
    }
}
