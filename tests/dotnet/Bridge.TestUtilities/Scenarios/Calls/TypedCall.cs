namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>A method of .NET with its arguments.</summary>
/// <param name="DotNet">Its name: <c>ListProxy.AppendAsync</c>.</param>
/// <param name="Run">Makes the call; what it gives is what Python's method would return.</param>
internal sealed record TypedCall(string DotNet, Func<Task<object?>> Run);
