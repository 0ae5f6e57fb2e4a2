namespace Bridge.Pickle;

/// <summary>Boxes of the small values that pickles repeat.</summary>
internal static class BoxedValues
{
    private const int Lowest = -128;
    private const int Highest = 1023;

    private static readonly object True = true;
    private static readonly object False = false;
    private static readonly object[] Ints =
        [.. Enumerable.Range(Lowest, Highest - Lowest + 1).Select(i => (object)(long)i)];

    internal static object Of(bool value) => value ? True : False;

    internal static object Of(long value) => value is >= Lowest and <= Highest ? Ints[value - Lowest] : value;
}
