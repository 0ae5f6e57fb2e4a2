using System.Collections.Frozen;
using System.Numerics;
using System.Runtime.CompilerServices;
using Bridge.Pickle.Converters;

namespace Bridge.Pickle.Records;

/// <summary>An enum as the <c>int</c> of its value; takes the name of a member as well.</summary>
internal sealed class EnumConverter<T> : PickleConverter<T>
{
    private static readonly bool IsUnsigned =
        Type.GetTypeCode(typeof(T)) is TypeCode.Byte or TypeCode.UInt16 or TypeCode.UInt32 or TypeCode.UInt64;

    private readonly FrozenDictionary<string, T> _byName = EnumNames.Of(typeof(T))
        .ToFrozenDictionary(pair => pair.Key, pair => (T)pair.Value, StringComparer.Ordinal);

    internal override bool IsLeaf => true;

    internal override T Read(object? value, ReadContext context) => value switch
    {
        string name => _byName.TryGetValue(name, out var member)
            ? member
            : throw new InvalidCastException($"'{name}' is no member of {TypeName.Of(typeof(T))}."),
        long number when TryConvert(number, out var member) => member,
        BigInteger number when number.Sign > 0 && number <= ulong.MaxValue
            && TryConvert((Int128)number, out var member) => member,
        long or BigInteger => throw new InvalidCastException(
            $"The value is a Python int that is out of range of {TypeName.Of(typeof(T))}."),
        IPythonNumber number when number.ToInteger() is { } integer => Read(integer, context),
        _ => throw ReadContext.Mismatch<T>(value),
    };

    internal override bool TryReadDirect(ref DirectReader reader, out T value)
    {
        if (reader.TryReadInteger(out var number))
        {
            return TryConvert(number, out value);
        }

        value = default!;
        return reader.TryReadString(out var name) && _byName.TryGetValue(name!, out value!);
    }

    internal override void Write(PickleWriter writer, T value) => WriteNumber(writer, value);

    internal static void WriteNumber(PickleWriter writer, T value)
    {
        var number = ToNumber(value);
        if (number > long.MaxValue)
        {
            writer.WriteInteger((BigInteger)number);
        }
        else
        {
            writer.WriteInteger((long)number);
        }
    }

    internal static Int128 ToNumber(T value) => Unsafe.SizeOf<T>() switch
    {
        1 => IsUnsigned ? Unsafe.As<T, byte>(ref value) : Unsafe.As<T, sbyte>(ref value),
        2 => IsUnsigned ? Unsafe.As<T, ushort>(ref value) : Unsafe.As<T, short>(ref value),
        4 => IsUnsigned ? Unsafe.As<T, uint>(ref value) : Unsafe.As<T, int>(ref value),
        _ => IsUnsigned ? Unsafe.As<T, ulong>(ref value) : Unsafe.As<T, long>(ref value),
    };

    internal static bool TryConvert(Int128 number, out T value)
    {
        value = default!;
        switch (Unsafe.SizeOf<T>())
        {
            case 1: Unsafe.As<T, byte>(ref value) = (byte)number; break;
            case 2: Unsafe.As<T, ushort>(ref value) = (ushort)number; break;
            case 4: Unsafe.As<T, uint>(ref value) = (uint)number; break;
            default: Unsafe.As<T, ulong>(ref value) = (ulong)number; break;
        }

        return ToNumber(value) == number;
    }
}
