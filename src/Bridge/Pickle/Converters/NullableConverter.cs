namespace Bridge.Pickle.Converters;

/// <summary>A value or None.</summary>
internal sealed class NullableConverter<T>(PickleConverter<T> inner) : PickleConverter<T?>
    where T : struct
{
    internal override T? Read(in PickleValue value, ReadContext context) =>
        value.IsNone ? null : inner.Read(value, context);

    internal override void Write(PickleWriter writer, T? value)
    {
        if (value is { } present)
        {
            inner.Write(writer, present);
        }
        else
        {
            writer.WriteNone();
        }
    }
}
