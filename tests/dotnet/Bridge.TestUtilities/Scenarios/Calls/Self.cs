namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>Stands for the proxy itself, which Python's <c>p *= 2</c> gives and a method of .NET does not.</summary>
internal sealed class Self
{
    private Self()
    {
    }

    public static Self Value { get; } = new();
}
