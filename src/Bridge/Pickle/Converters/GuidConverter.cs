using System.Buffers.Binary;
using System.Numerics;

namespace Bridge.Pickle.Converters;

/// <summary>Python's <c>uuid.UUID</c>; its <c>is_safe</c> is lost here, an inert object keeps it.</summary>
internal sealed class GuidConverter : ReducedConverter<Guid>
{
    private const string IntKey = "int";

    private static readonly PythonGlobal Class = new("uuid", "UUID");

    internal override Guid Read(object? value, ReadContext context) => value switch
    {
        Guid guid => guid,
        PythonObject instance when instance.Class == Class && OfState(instance.State) is { } guid => guid,
        _ => throw ReadContext.Mismatch<Guid>(value),
    };

    /// <summary>What the state of a UUID stands for; null when it is of another form.</summary>
    internal static Guid? OfState(object? state)
    {
        if (state is not PythonDict dict || !dict.TryGetValue(IntKey, out var number))
        {
            return null;
        }

        BigInteger integer = number switch
        {
            long small => small,
            BigInteger big => big,
            _ => BigInteger.MinusOne,
        };
        if (integer.Sign < 0 || integer.GetBitLength() > 128)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, (UInt128)integer);
        return new Guid(bytes, bigEndian: true);
    }

    private protected override void WriteReduced(PickleWriter writer, Guid value, object? identity)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        writer.WriteGlobal(Class);
        writer.WriteOpcode(Opcode.EmptyTuple);
        writer.WriteOpcode(Opcode.NewObj);
        if (identity is null)
        {
            writer.Memoize();
        }
        else
        {
            writer.Memoize(identity);
        }

        writer.WriteOpcode(Opcode.EmptyDict);
        writer.Memoize();
        writer.WriteString(IntKey);
        writer.WriteInteger(new BigInteger(bytes, isUnsigned: true, isBigEndian: true));
        writer.WriteOpcode(Opcode.SetItem);
        writer.WriteOpcode(Opcode.Build);
        writer.Output.EndObject();
    }
}
