namespace Bridge.Pickle.Converters;

/// <summary>A <c>numpy.dtype</c>: called with its type code, completed by its state.</summary>
internal sealed class NumpyDtypeConverter : ReducedConverter<NumpyDtype>
{
    internal override NumpyDtype Read(object? value, ReadContext context) =>
        value is null ? null! : value as NumpyDtype ?? throw ReadContext.Mismatch<NumpyDtype>(value);

    internal static void WriteDtype(PickleWriter writer, NumpyDtype value)
    {
        if (writer.TryWriteReference(value))
        {
            return;
        }

        writer.WriteGlobal(NumpyNames.Dtype);
        writer.WriteString(value.TypeCode);
        writer.WriteBool(false);
        writer.WriteBool(true);
        writer.WriteReduce(Opcode.Tuple3, value);
        writer.WriteOpcode(Opcode.Mark);
        writer.WriteInteger(value.Unit is null ? 3 : 4);
        writer.WriteString(value.ByteOrder);
        writer.WriteNone();
        writer.WriteNone();
        writer.WriteNone();
        var (size, alignment, flags) = value.Kind switch
        {
            'S' => (value.ItemSize, 1, 0),
            'U' => (value.ItemSize, 4, 8),
            _ => (-1, -1, 0),
        };
        writer.WriteInteger(size);
        writer.WriteInteger(alignment);
        writer.WriteInteger(flags);
        if (value.Unit is { } unit)
        {
            WriteUnit(writer, value, unit);
        }

        writer.WriteOpcode(Opcode.Tuple);
        writer.Memoize();
        writer.WriteOpcode(Opcode.Build);
    }

    private protected override void WriteReduced(PickleWriter writer, NumpyDtype value, object? identity) =>
        WriteDtype(writer, value);

    private static void WriteUnit(PickleWriter writer, NumpyDtype value, string unit)
    {
        if (value.HasMetadataDict)
        {
            writer.WriteOpcode(Opcode.EmptyDict);
            writer.Memoize();
        }
        else
        {
            writer.WriteNone();
        }

        writer.WriteOpcode(Opcode.Mark);
        var name = System.Text.Encoding.ASCII.GetBytes(unit);
        writer.WriteByteString(name, name);
        writer.WriteInteger(value.UnitCount);
        writer.WriteInteger(1);
        writer.WriteInteger(1);
        writer.WriteOpcode(Opcode.Tuple);
        writer.Memoize();
        writer.WriteOpcode(Opcode.Tuple2);
        writer.Memoize();
    }
}

/// <summary>A <c>numpy.ndarray</c>. The bytes go into the pickle as they are.</summary>
internal sealed class NumpyArrayConverter : ReducedConverter<NumpyArray>
{
    internal override NumpyArray Read(object? value, ReadContext context) =>
        value is null ? null! : value as NumpyArray ?? throw ReadContext.Mismatch<NumpyArray>(value);

    private protected override void WriteReduced(PickleWriter writer, NumpyArray value, object? identity)
    {
        writer.Enter();
        if (writer.Protocol >= 5 && value.BufferKind != NumpyBufferKind.None)
        {
            WriteBuffer(writer, value, identity);
        }
        else
        {
            WriteState(writer, value, identity);
        }

        writer.Leave();
    }

    /// <summary>
    /// How numpy writes arrays in pickle protocol 5 (numpy/core/src/multiarray/methods.c, array_reduce_ex).
    /// </summary>
    private static void WriteBuffer(PickleWriter writer, NumpyArray value, object? identity)
    {
        writer.WriteGlobal(
            value.CoreModule == NumpyNames.Numpy1Core ? NumpyNames.FromBuffer1 : NumpyNames.FromBuffer2);
        writer.WriteOpcode(Opcode.Mark);
        if (value.BufferKind == NumpyBufferKind.Bytes)
        {
            writer.WriteByteString(value.Bytes, identity: new object());
        }
        else
        {
            writer.WriteByteArray8(value.Bytes);
            writer.Memoize();
        }

        NumpyDtypeConverter.WriteDtype(writer, value.Dtype);
        WriteShape(writer, value);
        writer.WriteString(value.IsFortranOrder ? "F" : "C");
        writer.WriteReduce(Opcode.Tuple, identity);
    }

    private static void WriteState(PickleWriter writer, NumpyArray value, object? identity)
    {
        writer.WriteGlobal(
            value.CoreModule == NumpyNames.Numpy1Core ? NumpyNames.Reconstruct1 : NumpyNames.Reconstruct2);
        writer.WriteGlobal(NumpyNames.Array);
        writer.WriteInteger(0);
        writer.WriteOpcode(Opcode.Tuple1);
        writer.Memoize();
        writer.WriteByteString(NumpyNames.PlaceholderType, NumpyNames.PlaceholderType);
        writer.WriteReduce(Opcode.Tuple3, identity);
        writer.WriteOpcode(Opcode.Mark);
        writer.WriteInteger(1);
        WriteShape(writer, value);
        NumpyDtypeConverter.WriteDtype(writer, value.Dtype);
        writer.WriteBool(value.IsFortranOrder);
        writer.WriteByteString(value.Bytes, identity: new object());

        writer.WriteOpcode(Opcode.Tuple);
        writer.Memoize();
        writer.WriteOpcode(Opcode.Build);
    }

    private static void WriteShape(PickleWriter writer, NumpyArray value)
    {
        if (value.Rank > 3)
        {
            writer.WriteOpcode(Opcode.Mark);
        }

        foreach (var length in value.Lengths)
        {
            writer.WriteInteger(length);
        }

        writer.WriteOpcode(value.Rank == 0 ? Opcode.EmptyTuple : TupleShape.OpcodeOf(value.Rank));
        if (value.Rank > 0)
        {
            writer.Memoize();
        }
    }
}

/// <summary>A scalar of numpy: <c>scalar(dtype, bytes)</c>.</summary>
internal sealed class NumpyScalarConverter : ReducedConverter<NumpyScalar>
{
    internal override NumpyScalar Read(object? value, ReadContext context) =>
        value is null ? null! : value as NumpyScalar ?? throw ReadContext.Mismatch<NumpyScalar>(value);

    private protected override void WriteReduced(PickleWriter writer, NumpyScalar value, object? identity)
    {
        writer.WriteGlobal(value.CoreModule == NumpyNames.Numpy1Core ? NumpyNames.Scalar1 : NumpyNames.Scalar2);
        NumpyDtypeConverter.WriteDtype(writer, value.Dtype);
        writer.WriteByteString(value.Bytes, identity: new object());

        writer.WriteReduce(Opcode.Tuple2, identity);
    }
}
