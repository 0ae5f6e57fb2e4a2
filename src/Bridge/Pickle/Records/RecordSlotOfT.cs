using Bridge.Pickle.Converters;

namespace Bridge.Pickle.Records;

/// <summary>The value of a member that the constructor takes, or that can be set.</summary>
internal sealed class RecordSlot<T> : RecordSlot
{
    /// <summary>A field, for the code that is compiled by <see cref="RecordCompiler"/>.</summary>
    internal T Value;

    private readonly PickleConverter<T> _converter;
    private readonly T _initial;
    private readonly bool _refusesNull;

    internal RecordSlot(PickleConverter<T> converter, T initial, bool refusesNull)
    {
        Value = initial;
        _converter = converter;
        _initial = initial;
        _refusesNull = refusesNull;
    }

    internal override bool TryRead(ref DirectReader reader)
    {
        IsSet = _converter.TryReadDirect(ref reader, out Value) && !(_refusesNull && Value is null);
        return IsSet;
    }

    internal override void Read(object? value, ReadContext context)
    {
        Value = _converter.Read(value, context);
        if (_refusesNull && Value is null)
        {
            throw ReadContext.Mismatch<T>(value);
        }

        IsSet = true;
    }

    internal override void Clear() => Value = _initial;

    internal override RecordSlot Clone() => new RecordSlot<T>(_converter, _initial, _refusesNull);
}
