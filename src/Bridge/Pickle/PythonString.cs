using System.Text;

namespace Bridge.Pickle;

/// <summary>
/// A Python <c>str</c> that no .NET string can hold: with the two halves of a surrogate pair side by side, as two
/// characters. Every other <c>str</c> is a <see cref="string"/>.
/// </summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class PythonString : IEquatable<PythonString>, IImmutableValue
{
    private readonly byte[] _utf8;

    internal PythonString(ReadOnlySpan<byte> utf8) => _utf8 = utf8.ToArray();

    /// <summary>UTF-8 with <c>surrogatepass</c>: each half has three bytes of its own.</summary>
    public ReadOnlyMemory<byte> Utf8 => _utf8;

    /// <summary>Whether all characters are equal.</summary>
    /// <param name="other">The text to compare with.</param>
    public bool Equals(PythonString? other) => other is not null && _utf8.AsSpan().SequenceEqual(other._utf8);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PythonString);

    /// <inheritdoc/>
    public override int GetHashCode() => PythonHash.OfBytes(_utf8);

    /// <summary>The text as .NET can show it, where the halves have become one character.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Utf8Text.TryDecodeSurrogates(_utf8, text, out _);
        return text.ToString();
    }
}
