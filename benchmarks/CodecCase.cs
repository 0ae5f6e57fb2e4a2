namespace Bridge.Benchmarks;

/// <summary>One value of <c>codec.py</c>, known here by the pickle that CPython made of it.</summary>
internal abstract class CodecCase(string key, string title)
{
    /// <summary>Its name in <c>codec.py</c>.</summary>
    public string Key => key;

    public string Title => title;

    /// <summary>The four things that are timed.</summary>
    public abstract IReadOnlyList<CodecOperation> Operations(byte[] pickle);

    /// <summary>Reads the pickle typed and untyped, counts the items, and writes both values again.</summary>
    /// <exception cref="InvalidOperationException">A value has not as many items as Python's.</exception>
    public abstract (byte[] Typed, byte[] Untyped) Rewrite(byte[] pickle, int count);
}
