using System.Runtime.CompilerServices;
using Bridge.Pickle.Converters;

namespace Bridge.Pickle;

/// <summary>Items that Python gets as a <c>list</c>, whatever they are a collection of here.</summary>
internal sealed class ListItems<T> : IPickleItems
{
    private readonly ReadOnlyMemory<T> _items;
    private readonly bool _orArray;

    /// <param name="items">The items; a list or an array is not copied, anything else is gone through now.</param>
    /// <param name="orArray">Whether any iterable will do: many numbers are an <c>array.array</c> then.</param>
    public ListItems(IEnumerable<T> items, bool orArray = false)
    {
        _orArray = orArray;
        if (items is T[] array)
        {
            _items = array;
            return;
        }

        var list = items as List<T> ?? new List<T>(items);
        _items = ArrayOf(list).AsMemory(0, list.Count);
    }

    public void Write(PickleWriter writer)
    {
        var converter = writer.Options.Converters.Get<T>();
        if (!NumberItems.TryWrite(writer, _items, converter, asList: !_orArray))
        {
            ListWriting.Write(writer, identity: null, _items.Span, converter);
        }
    }

    // CollectionsMarshal has a span of it only, and a long array is sent from where it is, by whichever thread.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_items")]
    private static extern ref T[] ArrayOf(List<T> list);
}
