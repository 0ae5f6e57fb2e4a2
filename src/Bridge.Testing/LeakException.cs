namespace Bridge.Testing;

/// <summary>Something was left at the end: objects on the manager, or processes. The message lists it.</summary>
public sealed class LeakException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="leaks">What was left, one sentence each.</param>
    public LeakException(IReadOnlyList<string> leaks)
        : base("Left at the end:\n" + string.Join('\n', leaks.Select(leak => "  - " + leak))
            + "\nDispose each proxy (`await using`), end each program; or set LeaksAllowed.")
    {
        Leaks = leaks;
    }

    /// <summary>What was left, one sentence each.</summary>
    public IReadOnlyList<string> Leaks { get; }
}
