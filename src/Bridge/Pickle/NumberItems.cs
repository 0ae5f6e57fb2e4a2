using System.Runtime.CompilerServices;
using Bridge.Pickle.Converters;

namespace Bridge.Pickle;

/// <summary>Many numbers for a method that goes through them: as an <c>array.array</c> of ints or floats.</summary>
/// <remarks>
/// A list has an opcode for each number; this takes Python about half the time. From 128 KiB on the numbers are sent from
/// where they are.
/// </remarks>
internal static class NumberItems
{
    // From here on it pays, the names of class and function included.
    private const int Least = 1000;

    private static readonly PythonGlobal List = new("builtins", "list");

    /// <summary>Writes an array of the numbers, or the list of it.</summary>
    /// <returns>False when they are few, or of a type, or for a reader, that an array is not for.</returns>
    internal static bool TryWrite<T>(
        PickleWriter writer, ReadOnlyMemory<T> items, PickleConverter<T> converter, bool asList)
    {
        var mostBytes = Math.Min(writer.Options.Limits.MaxOperandBytes, Array.MaxLength);
        if (items.Length < Least || items.Length > mostBytes / Unsafe.SizeOf<T>()
            || writer.Protocol < 3 || writer.HasSurrogates // these would be asked for the parts of the array
            || PackedFormat.Of<T>() is not { } format || PythonArrayFormat.CodeOf(format) is not { } code
            || converter.BytesOf(items) is not { } bytes)
        {
            return false;
        }

        var array = new PythonArray(code, bytes, format);
        if (!asList)
        {
            PythonObjectWriting.Write(writer, array);
            return true;
        }

        writer.WriteGlobal(List);
        PythonObjectWriting.Write(writer, array);
        writer.WriteReduce(Opcode.Tuple1, identity: null);
        return true;
    }
}
