namespace Bridge.Smoke;

/// <summary>Counts and prints.</summary>
internal sealed class Checks
{
    public int Passed { get; private set; }

    public int Failed { get; private set; }

    /// <summary>One check; <paramref name="problem"/> says what is wrong, and is null when nothing is.</summary>
    public void Add(string what, string? problem)
    {
        (Passed, Failed) = problem is null ? (Passed + 1, Failed) : (Passed, Failed + 1);
        Console.WriteLine(problem is null ? $"ok    {what}" : $"FAIL  {what}: {problem}");
    }
}
