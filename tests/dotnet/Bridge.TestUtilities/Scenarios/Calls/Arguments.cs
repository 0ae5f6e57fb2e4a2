namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>The arguments of a call, for pattern matching: <c>a.Plain is [long index]</c>.</summary>
internal readonly record struct Arguments(
    IReadOnlyList<object?> Positional, IReadOnlyDictionary<string, object?> Keywords)
{
    /// <summary>Whether there are none.</summary>
    public bool AreNone => Positional.Count == 0 && Keywords.Count == 0;

    /// <summary>The positional arguments when there are no others, else null.</summary>
    public IReadOnlyList<object?>? Plain => Keywords.Count == 0 ? Positional : null;

    /// <summary>How long an <c>acquire(blocking, timeout)</c> waits; null when it waits for ever, or cannot be in .NET.</summary>
    public TimeSpan? Timeout => Named("blocking", "timeout") switch
    {
        [false] => TimeSpan.Zero,
        [true or Absent, var limit] when Seconds(limit) is { } timeout && timeout >= TimeSpan.Zero => timeout,
        _ => null,
    };

    /// <summary>The arguments of a method with these parameters, in their order, up to the last that is given.</summary>
    /// <returns><see cref="Absent"/> for one that is not; null when there are other arguments.</returns>
    public IReadOnlyList<object?>? Named(params string[] names)
    {
        if (Positional.Count > names.Length || Keywords.Keys.Except(names.Skip(Positional.Count)).Any())
        {
            return null;
        }

        List<object?> all = [.. Positional];
        foreach (var name in names.Skip(Positional.Count))
        {
            all.Add(Keywords.TryGetValue(name, out var value) ? value : Absent.Value);
        }

        while (all is [.., Absent])
        {
            all.RemoveAt(all.Count - 1);
        }

        return all;
    }

    /// <summary>A number of seconds; null for something else, and for what does not fit.</summary>
    public static TimeSpan? Seconds(object? value) => value switch
    {
        long and > -1_000_000 and < 1_000_000 and var seconds => TimeSpan.FromSeconds(seconds),
        double and > -1e6 and < 1e6 and var seconds => TimeSpan.FromSeconds(seconds),
        _ => null,
    };
}
