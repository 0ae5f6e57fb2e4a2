using System.Diagnostics.CodeAnalysis;
using Bridge.Pickle.Converters;

namespace Bridge.Pickle.Records;

/// <summary>A Python <c>dict</c> with the names of properties as keys.</summary>
/// <remarks>The plan is made when it is needed first: a record may have members of its own type.</remarks>
[RequiresDynamicCode("Compiles code at run time; guarded by RecordTypes.AreSupported.")]
internal sealed class RecordConverter<T>(ConverterCache cache, PickleNamingPolicy policy) : ContainerConverter<T>
{
    private readonly Lazy<RecordPlan<T>> _plan = new(() => new RecordPlan<T>(cache, policy, isPositional: false));

    internal override bool MayStartWith(Opcode opcode) => opcode == Opcode.EmptyDict;

    internal override bool TryReadDirect(ref DirectReader reader, out T value)
    {
        if (reader.Peek() != Opcode.EmptyDict)
        {
            return TryReadKnown(ref reader, out value);
        }

        var reading = _plan.Value.Rent();
        try
        {
            return TryRead(ref reader, reading, out value);
        }
        finally
        {
            _plan.Value.Return(reading);
        }
    }

    internal override bool TryReadMany(ref DirectReader reader, ref ItemBuffer<T> items, Opcode end)
    {
        var reading = _plan.Value.Rent();
        try
        {
            while (!reader.TrySkip(end))
            {
                var isNew = reader.Peek() == Opcode.EmptyDict;
                if (!(isNew ? TryRead(ref reader, reading, out var item) : TryReadKnown(ref reader, out item)))
                {
                    return false;
                }

                items.Add(item);
            }

            return true;
        }
        finally
        {
            _plan.Value.Return(reading);
        }
    }

    private protected override T ReadContainer(object value, ReadContext context)
    {
        if (value is not PythonDict dict)
        {
            throw ReadContext.Mismatch<T>(value);
        }

        var reading = _plan.Value.Rent();
        try
        {
            return reading.Read(dict, "dict", context);
        }
        finally
        {
            _plan.Value.Return(reading);
        }
    }

    private protected override void WriteContainer(PickleWriter writer, T value)
    {
        if (!typeof(T).IsSealed && value!.GetType() != typeof(T))
        {
            writer.WriteObject(value);
        }
        else
        {
            _plan.Value.WriteDict(writer, value, IdentityOf(value), this);
        }
    }

    /// <summary>Moves only when a dict begins here; whoever gets false then gives up.</summary>
    private bool TryRead(ref DirectReader reader, RecordReading<T> reading, out T value)
    {
        value = default!;
        if (!reader.TrySkip(Opcode.EmptyDict) || !reader.TryEnter())
        {
            return false;
        }

        var memoIndex = reader.PeekMemoIndex();
        if (!reader.TryMemoize(null, null) || !reading.TryReadPairs(ref reader) || !reading.TryCreate(out value))
        {
            return false;
        }

        reader.Leave();
        if (!typeof(T).IsValueType)
        {
            reader.SetMemo(memoIndex, value!, this);
        }

        return true;
    }
}
