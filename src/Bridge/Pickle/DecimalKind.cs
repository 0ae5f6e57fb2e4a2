namespace Bridge.Pickle;

/// <summary>What a Python decimal stands for.</summary>
internal enum DecimalKind
{
    /// <summary>A number.</summary>
    Finite,

    /// <summary>Positive or negative infinity.</summary>
    Infinite,

    /// <summary>No number, quiet or signaling.</summary>
    NaN,
}
