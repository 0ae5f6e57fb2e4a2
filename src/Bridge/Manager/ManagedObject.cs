namespace Bridge.Manager;

/// <summary>One object that lives on a manager server.</summary>
/// <param name="Id">The ident under which the server knows it.</param>
/// <param name="TypeName">The typeid where it can be told, else the Python class, else <c>object</c>.</param>
/// <param name="ReferenceCount">How many references all clients hold together.</param>
/// <param name="Text">The first 75 characters of Python's <c>str()</c> of it.</param>
public sealed record ManagedObject(string Id, string TypeName, int ReferenceCount, string Text);
