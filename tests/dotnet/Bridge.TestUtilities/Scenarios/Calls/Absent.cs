namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>Stands for an argument that was not given, while a later one was.</summary>
internal sealed class Absent
{
    private Absent()
    {
    }

    public static Absent Value { get; } = new();
}
