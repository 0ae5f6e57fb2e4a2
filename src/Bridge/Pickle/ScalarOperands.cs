using System.Numerics;

namespace Bridge.Pickle;

/// <summary>The values of opcodes whose operands need more than copying.</summary>
internal static class ScalarOperands
{
    /// <summary>The two's complement of LONG1 and LONG4.</summary>
    internal static object Integer(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > sizeof(long))
        {
            var big = new BigInteger(bytes);
            return big >= long.MinValue && big <= long.MaxValue ? BoxedValues.Of((long)big) : big;
        }

        long value = 0;
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            value = (value << 8) | bytes[i];
        }

        var unused = 64 - (8 * bytes.Length);
        return BoxedValues.Of(unused == 64 ? 0 : (value << unused) >> unused);
    }

    /// <summary>INT; 00 and 01 are how protocols 0 and 1 write False and True.</summary>
    internal static object TextInt(ref PickleCursor cursor)
    {
        var text = cursor.ReadIntegerLine();
        return text.SequenceEqual("00"u8) || text.SequenceEqual("01"u8)
            ? BoxedValues.Of(text[1] == (byte)'1')
            : TextOperands.ParseInteger(text) ?? throw cursor.Fail("no decimal int");
    }

    /// <summary>LONG.</summary>
    internal static object TextLong(ref PickleCursor cursor)
    {
        var text = cursor.ReadIntegerLine();
        return TextOperands.ParseInteger(text is [.., (byte)'L'] ? text[..^1] : text)
            ?? throw cursor.Fail("no decimal int");
    }

    /// <summary>FLOAT.</summary>
    internal static object TextFloat(ref PickleCursor cursor) =>
        TextOperands.TryParseFloat(cursor.ReadLine(), out var value) ? value : throw cursor.Fail("no float");

    /// <summary>UNICODE.</summary>
    internal static object EscapedText(ref PickleCursor cursor) =>
        TextOperands.DecodeRawUnicodeEscape(cursor.ReadLine()) ?? throw cursor.Fail("a bad unicode escape");

    /// <summary>BINUNICODE and its kin.</summary>
    internal static object Text(in PickleCursor cursor, ReadOnlySpan<byte> utf8) =>
        Utf8Text.DecodeAny(utf8) ?? throw cursor.Fail("text that is not UTF-8");

    /// <summary>The bytes of STRING.</summary>
    internal static byte[] Quoted(ref PickleCursor cursor) =>
        TextOperands.Unquote(cursor.ReadLine()) ?? throw cursor.Fail("a badly quoted string");

    /// <summary>A str of Python 2.</summary>
    internal static object Python2String(in PickleCursor cursor, ReadOnlySpan<byte> bytes, Python2Strings strings) =>
        Python2Text.Decode(bytes, strings)
        ?? throw cursor.Fail($"a str of Python 2 that is not {strings}; try another PickleOptions.Python2Strings");

    /// <summary>The operand of GET and PUT.</summary>
    internal static long MemoIndex(ref PickleCursor cursor) =>
        TextOperands.ParseInteger(cursor.ReadIntegerLine()) is long index and >= 0
            ? index
            : throw cursor.Fail("no memo index");

    /// <summary>The two lines of GLOBAL and INST.</summary>
    internal static (string Module, string Name) GlobalName(ref PickleCursor cursor)
    {
        var module = Utf8Text.Decode(cursor.ReadLine()) ?? throw cursor.Fail("a module that is not UTF-8");
        var name = Utf8Text.Decode(cursor.ReadLine()) ?? throw cursor.Fail("a name that is not UTF-8");
        return (module, name);
    }
}
