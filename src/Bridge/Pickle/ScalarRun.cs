using System.Buffers.Binary;

namespace Bridge.Pickle;

/// <summary>The tight loop of the reader: numbers, short strings and references to them.</summary>
internal static class ScalarRun
{
    /// <summary>Pushes what most of a pickle consists of, for as long as it comes.</summary>
    /// <returns>How many values were pushed.</returns>
    internal static int Push(
        ref PickleCursor cursor, ref PickleStack stack, ref PickleMemo memo, PickleLimits limits)
    {
        const int LongestFixed = 9;
        const int MostAtOnce = 4096;
        var rest = cursor.Rest;
        var count = 0;
        for (; count < MostAtOnce && rest.Length >= LongestFixed; count++)
        {
            switch ((Opcode)rest[0])
            {
                case Opcode.BinInt1:
                    stack.Push(BoxedValues.Of(rest[1]));
                    rest = rest[2..];
                    continue;
                case Opcode.BinInt2:
                    stack.Push(BoxedValues.Of(BinaryPrimitives.ReadUInt16LittleEndian(rest[1..])));
                    rest = rest[3..];
                    continue;
                case Opcode.BinInt:
                    stack.Push(BoxedValues.Of(BinaryPrimitives.ReadInt32LittleEndian(rest[1..])));
                    rest = rest[5..];
                    continue;
                case Opcode.BinFloat:
                    stack.Push(BinaryPrimitives.ReadDoubleBigEndian(rest[1..]));
                    rest = rest[LongestFixed..];
                    continue;
                case Opcode.ShortBinUnicode when rest[1] <= rest.Length - 3 && rest[1] <= limits.MaxOperandBytes
                    && Utf8Text.Decode(rest.Slice(2, rest[1])) is { } text:
                    stack.Push(text);
                    rest = rest[(2 + rest[1])..];
                    if (rest[0] == (byte)Opcode.Memoize && memo.TryAppend(text, limits.MaxMemoEntries))
                    {
                        rest = rest[1..];
                    }

                    continue;
                case Opcode.BinGet when memo.TryGet(rest[1], out var known) && known is string:
                    stack.Push(known);
                    rest = rest[2..];
                    continue;
            }

            break;
        }

        cursor.SkipTo(rest);
        return count;
    }
}
