namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>The items that .NET gives where Python gives an iterator over them.</summary>
internal sealed record Items(IReadOnlyList<object?> All);
