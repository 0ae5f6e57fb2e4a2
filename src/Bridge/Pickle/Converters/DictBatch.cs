namespace Bridge.Pickle.Converters;

/// <summary>
/// The opcodes around the items of a dict: batches of 1000, a last lone one by SETITEM (Modules/_pickle.c, batch_dict).
/// </summary>
/// <param name="writer">Gets the opcodes.</param>
/// <param name="total">How many items there are.</param>
internal struct DictBatch(PickleWriter writer, int total)
{
    private int _count;

    /// <summary>Comes before each key.</summary>
    internal void BeginItem()
    {
        if (_count++ % PickleWriter.BatchSize == 0)
        {
            if (_count > 1)
            {
                writer.WriteOpcode(Opcode.SetItems);
            }

            if (_count < total)
            {
                writer.WriteOpcode(Opcode.Mark);
            }
        }
    }

    /// <summary>Comes after the last value.</summary>
    internal readonly void End()
    {
        if (_count > 0)
        {
            writer.WriteOpcode(_count % PickleWriter.BatchSize == 1 ? Opcode.SetItem : Opcode.SetItems);
        }
    }
}
