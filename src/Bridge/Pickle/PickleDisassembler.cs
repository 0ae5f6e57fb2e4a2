using System.Globalization;
using System.Numerics;

namespace Bridge.Pickle;

/// <summary>Lists the opcodes of a pickle, in the form of Python's <c>pickletools.dis</c>.</summary>
/// <remarks>Only reads operands; values are not built. Thread-safe.</remarks>
public static class PickleDisassembler
{
    private const int LongestArgument = 200;

    /// <summary>Writes one line per opcode up to STOP: offset, code, name, operand.</summary>
    /// <param name="pickle">The pickle; what follows STOP is not looked at.</param>
    /// <param name="output">Gets the lines.</param>
    /// <param name="options">Null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="UnpicklingException">
    /// An opcode is unknown or cut off; the lines before it were written.
    /// </exception>
    public static void Write(ReadOnlySpan<byte> pickle, TextWriter output, PickleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        var cursor = new PickleCursor(pickle, (options ?? PickleOptions.Default).Limits);
        var marks = new Stack<int>();
        var memoized = 0;
        Opcode opcode;
        do
        {
            opcode = cursor.ReadOpcode();
            var info = OpcodeTable.Find((byte)opcode)
                ?? throw cursor.Fail("an unknown opcode; the bytes are no pickle, or damaged");
            var depth = Math.Min(marks.Count, 40);
            var argument = ReadArgument(ref cursor, info.Operand);
            var note = info.TakesMark && marks.TryPop(out var mark) ? $"(MARK at {mark})"
                : opcode == Opcode.Memoize ? $"(as {memoized})"
                : "";
            if (opcode == Opcode.Mark)
            {
                marks.Push(cursor.Offset);
            }

            memoized += opcode is Opcode.Memoize or Opcode.Put or Opcode.BinPut or Opcode.LongBinPut ? 1 : 0;
            WriteLine(output, cursor.Offset, (byte)opcode, depth, info.Name, argument, note);
        }
        while (opcode != Opcode.Stop);
    }

    private static void WriteLine(
        TextWriter output, int offset, byte code, int depth, string name, string argument, string note)
    {
        var shown = code is >= 0x20 and < 0x7f ? ((char)code).ToString() : $"\\x{code:x2}";
        var line = string.Create(
            CultureInfo.InvariantCulture, $"{offset,5}: {shown,-4} {new string(' ', 4 * depth)}{name}");
        if (argument.Length + note.Length > 0)
        {
            line += new string(' ', Math.Max(0, 10 - name.Length));
            line += (argument.Length > 0 ? " " : "") + argument + (note.Length > 0 ? " " : "") + note;
        }

        output.Write(line);
        output.Write('\n');
    }

    private static string ReadArgument(ref PickleCursor cursor, OperandKind kind)
    {
        switch (kind)
        {
            case OperandKind.None: return "";
            case OperandKind.UInt1: return Text(cursor.ReadByte());
            case OperandKind.UInt2: return Text(cursor.ReadUInt16());
            case OperandKind.Int4: return Text(cursor.ReadInt32());
            case OperandKind.UInt4: return Text(cursor.ReadUInt32());
            case OperandKind.UInt8: return Text(cursor.ReadUInt64());
            case OperandKind.Float8: return PythonRepr.Of(cursor.ReadDouble());
            case OperandKind.Long1: return Text(new BigInteger(cursor.ReadInteger(cursor.ReadByte())));
            case OperandKind.Long4: return Text(new BigInteger(cursor.ReadInteger(cursor.ReadSignedLength())));
            case OperandKind.Line: return LineText(cursor.Opcode, cursor.ReadLine());
            case OperandKind.LinePair:
                var module = Utf8Text.Decode(cursor.ReadLine());
                return PythonRepr.Of($"{module} {Utf8Text.Decode(cursor.ReadLine())}");
            case OperandKind.Bytes1: return Quote(cursor.Opcode, cursor.ReadOperand(cursor.ReadByte()));
            case OperandKind.Bytes4: return Quote(cursor.Opcode, cursor.ReadOperand(cursor.ReadUInt32()));
            default: return Quote(cursor.Opcode, cursor.ReadOperand(cursor.ReadUInt64()));
        }
    }

    private static string Text<T>(T number)
        where T : IFormattable =>
        Cut(number.ToString(null, CultureInfo.InvariantCulture));

    private static string LineText(Opcode opcode, ReadOnlySpan<byte> line)
    {
        var text = Utf8Text.Decode(line) ?? System.Text.Encoding.Latin1.GetString(line);
        return opcode switch
        {
            Opcode.Int when text is "00" or "01" => text == "01" ? "True" : "False",
            Opcode.Long => Cut(text.TrimEnd('L')),
            Opcode.Int or Opcode.Float or Opcode.Get or Opcode.Put => Cut(text),
            Opcode.String => Cut(text),
            Opcode.Unicode => Cut(PythonRepr.Of(TextOperands.DecodeRawUnicodeEscape(line)?.ToString() ?? text)),
            _ => Cut(PythonRepr.Of(text)),
        };
    }

    private static string Quote(Opcode opcode, ReadOnlySpan<byte> bytes)
    {
        var isText = opcode is Opcode.ShortBinUnicode or Opcode.BinUnicode or Opcode.BinUnicode8;
        var text = isText ? Utf8Text.Decode(bytes) : null;
        if (text is not null)
        {
            return Cut(PythonRepr.Of(text));
        }

        var repr = PythonRepr.Of(bytes[..Math.Min(bytes.Length, LongestArgument)]);
        return Cut(opcode is Opcode.ShortBinString or Opcode.BinString ? repr[1..]
            : opcode == Opcode.ByteArray8 ? $"bytearray({repr})"
            : repr);
    }

    private static string Cut(string text) =>
        text.Length <= LongestArgument ? text : $"{text.AsSpan(0, LongestArgument)}... ({text.Length} characters)";
}
