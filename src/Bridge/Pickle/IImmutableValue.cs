namespace Bridge.Pickle;

/// <summary>
/// A natural value that never changes and can be hashed at once; its <see cref="object.Equals(object)"/> knows
/// .NET's own types that are the same for Python.
/// </summary>
internal interface IImmutableValue;
