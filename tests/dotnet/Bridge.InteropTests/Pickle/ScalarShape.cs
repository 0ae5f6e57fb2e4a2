using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Bridge.Pickle;

namespace Bridge.InteropTests.Pickle;

/// <summary>What <see cref="ValueShape"/> says of values without parts.</summary>
internal static class ScalarShape
{
    /// <summary>Python's type and the value; null for containers.</summary>
    public static string? Of(object? value) => value switch
    {
        null => "NoneType:None",
        bool truth => $"bool:{truth}",
        long or BigInteger => string.Create(CultureInfo.InvariantCulture, $"int:{value}"),
        double number => $"float:{Bits(number)}",
        Complex number => $"complex:{Bits(number.Real)}{Bits(number.Imaginary)}",
        string text => $"str:{Hex(text)}",
        byte[] bytes => $"bytes:{Convert.ToHexStringLower(bytes)}",
        PythonByteArray bytes => $"bytearray:{Convert.ToHexStringLower(bytes.Bytes)}",
        PythonGlobal global => $"global:{global.FullName}",
        _ => null,
    };

    private static string Bits(double value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, value);
        return Convert.ToHexStringLower(bytes);
    }

    private static string Hex(string text)
    {
        var hex = new StringBuilder(4 * text.Length);
        foreach (var unit in text)
        {
            hex.Append(CultureInfo.InvariantCulture, $"{(int)unit:x4}");
        }

        return hex.ToString();
    }
}
