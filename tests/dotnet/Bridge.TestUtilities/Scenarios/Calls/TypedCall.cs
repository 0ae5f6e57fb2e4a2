namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>A method of .NET with its arguments.</summary>
/// <param name="DotNet">Its name, without its class: <c>AppendAsync</c>.</param>
/// <param name="Run">
/// Makes the call; what it gives is what Python's method would return. Not async itself, where the call changes who
/// holds a lock: that would end with it.
/// </param>
internal sealed record TypedCall<T>(string DotNet, Func<Task<T>> Run);
