namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>The arguments of a call, for pattern matching: <c>a is ([long index], { Count: 0 })</c>.</summary>
internal readonly record struct Arguments(
    IReadOnlyList<object?> Positional, IReadOnlyDictionary<string, object?> Keywords)
{
    /// <summary>Whether there are none.</summary>
    public bool AreNone => Positional.Count == 0 && Keywords.Count == 0;

    /// <summary>The positional arguments when there are no others, else null.</summary>
    public IReadOnlyList<object?>? Plain => Keywords.Count == 0 ? Positional : null;
}
