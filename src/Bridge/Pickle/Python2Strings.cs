namespace Bridge.Pickle;

/// <summary>What the <c>str</c> of Python 2 becomes, which holds bytes of an unknown encoding.</summary>
/// <remarks>
/// Like the <c>encoding</c> parameter of CPython's <c>pickle.loads</c>. Python 3 never writes such strings.
/// </remarks>
public enum Python2Strings
{
    /// <summary>A string; a byte over 127 throws <see cref="UnpicklingException"/>. CPython's default.</summary>
    Ascii,

    /// <summary>A string with one character per byte; never fails.</summary>
    Latin1,

    /// <summary>A string, decoded as UTF-8.</summary>
    Utf8,

    /// <summary>A byte array.</summary>
    Bytes,
}
