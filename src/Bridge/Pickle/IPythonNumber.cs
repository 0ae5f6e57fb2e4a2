namespace Bridge.Pickle;

/// <summary>A natural value that Python takes for a number, and that may be asked for as one.</summary>
internal interface IPythonNumber
{
    /// <summary>The nearest double.</summary>
    double ToDouble();

    /// <summary>The value as an int; null when it has a fraction.</summary>
    System.Numerics.BigInteger? ToInteger();
}
