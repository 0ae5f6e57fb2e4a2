using System.Runtime.CompilerServices;

namespace Bridge.Pickle.Converters;

/// <summary>A Python <c>tuple</c> of 8 and more: C# keeps what is behind the seventh item in a tuple of its own.</summary>
internal sealed class TupleConverter<T1, T2, T3, T4, T5, T6, T7, TRest>(
    PickleConverter<T1> c1,
    PickleConverter<T2> c2,
    PickleConverter<T3> c3,
    PickleConverter<T4> c4,
    PickleConverter<T5> c5,
    PickleConverter<T6> c6,
    PickleConverter<T7> c7,
    PickleConverter<TRest> rest)
    : ContainerConverter<ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>>
    where TRest : struct
{
    private static readonly int Length = ((ITuple)default(ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>)).Length;

    private protected override ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> ReadContainer(
        object value, ReadContext context)
    {
        var items = TupleShape.Items(value, Length);
        return new(
            c1.Read(items[0], context),
            c2.Read(items[1], context),
            c3.Read(items[2], context),
            c4.Read(items[3], context),
            c5.Read(items[4], context),
            c6.Read(items[5], context),
            c7.Read(items[6], context),
            rest.Read(new PythonTuple(items[7..]), context));
    }

    private protected override void WriteContainer(
        PickleWriter writer, ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> value) =>
        PythonTypeWriting.Write(writer, value);
}
