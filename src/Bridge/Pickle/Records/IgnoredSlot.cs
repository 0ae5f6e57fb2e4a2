using Bridge.Pickle.Converters;

namespace Bridge.Pickle.Records;

/// <summary>A member that is only written, being computed from others: what comes back for it is skipped.</summary>
internal sealed class IgnoredSlot : RecordSlot
{
    internal override bool TryRead(ref DirectReader reader) =>
        ObjectConverter.Instance.TryReadDirect(ref reader, out _);

    internal override void Read(object? value, ReadContext context)
    {
    }

    internal override void Clear()
    {
    }

    internal override RecordSlot Clone() => new IgnoredSlot();
}
