namespace Bridge.Manager;

/// <summary>One object of a <see cref="Census"/>.</summary>
/// <param name="Id">The ident under which the server knows it.</param>
/// <param name="TypeName">The typeid where it can be told, else the Python class, else <c>object</c>.</param>
/// <param name="ReferenceCount">How many references all clients hold together.</param>
/// <param name="HeldHere">How many of them this client holds.</param>
/// <param name="IsStashed">
/// Whether it was ever stored in another object as a proxy. CPython keeps such an object until the server ends.
/// </param>
/// <param name="Text">The first 75 characters of Python's <c>str()</c> of it.</param>
public sealed record CensusEntry(
    string Id, string TypeName, int ReferenceCount, int HeldHere, bool IsStashed, string Text)
{
    /// <summary>References that other clients hold, or that were lost with clients that died.</summary>
    public int HeldElsewhere => ReferenceCount - HeldHere;
}
