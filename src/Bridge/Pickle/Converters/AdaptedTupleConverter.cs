using System.Runtime.CompilerServices;

namespace Bridge.Pickle.Converters;

/// <summary>A Python <c>tuple</c> as a <see cref="Tuple"/>, which is a reference type.</summary>
internal sealed class AdaptedTupleConverter<T, TInner>(PickleConverter<TInner> inner, Func<TInner, T> create)
    : AdaptedConverter<T, TInner>(inner, create)
    where T : ITuple
{
    private protected override bool Takes(object value) => true;

    private protected override void WriteContainer(PickleWriter writer, T value) => PythonTypeWriting.Write(writer, value);
}
