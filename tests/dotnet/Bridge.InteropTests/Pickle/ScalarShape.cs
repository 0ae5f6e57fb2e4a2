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
        DateTime clock => $"datetime.datetime:{Clock(clock)}",
        DateTimeOffset clock => $"datetime.datetime:{Clock(clock.DateTime)};{Microseconds(clock.Offset)}",
        DateOnly day => string.Create(CultureInfo.InvariantCulture, $"datetime.date:{day:yyyy-MM-dd}"),
        TimeOnly time => string.Create(CultureInfo.InvariantCulture, $"datetime.time:{time:HH:mm:ss.ffffff}"),
        TimeSpan span => $"datetime.timedelta:{Microseconds(span)}",
        Guid id => $"uuid.UUID:{id}",
        decimal number => $"decimal.Decimal:{Digits(number)}",
        _ => null,
    };

    private static string Clock(DateTime clock) =>
        clock.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    private static string Microseconds(TimeSpan span) =>
        (span.Ticks / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture);

    // The sign, the digits and the exponent, as of Python's Decimal.as_tuple().
    private static string Digits(decimal number)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(number, bits);
        var digits = new BigInteger((uint)bits[2]) << 64 | new BigInteger((uint)bits[1]) << 32 | (uint)bits[0];
        var exponent = -((bits[3] >> 16) & 0xff);
        return string.Create(CultureInfo.InvariantCulture, $"{(bits[3] < 0 ? 1 : 0)},{digits},{exponent}");
    }

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
