namespace Bridge.Cli.Top;

/// <summary>What the objects of <c>top</c> are sorted by; the words of <c>--sort</c>.</summary>
internal enum TopSort
{
    /// <summary>The typeid, then the ident.</summary>
    Type,

    /// <summary>Most references first.</summary>
    Refs,

    /// <summary>Longest first.</summary>
    Length,

    /// <summary>What changes fastest first.</summary>
    Change,
}
