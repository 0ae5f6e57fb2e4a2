using System.Runtime.InteropServices;
using Bridge.Pickle.Converters;

namespace Bridge.Pickle;

/// <summary>Items that Python gets as a <c>list</c>, whatever they are a collection of here.</summary>
/// <param name="items">The items; a list or an array is not copied, anything else is gone through now.</param>
internal sealed class ListItems<T>(IEnumerable<T> items) : IPickleItems
{
    private readonly IEnumerable<T> _items = items is List<T> or T[]? items : new List<T>(items);

    public void Write(PickleWriter writer)
    {
        var converter = writer.Options.Converters.Get<T>();
        ReadOnlySpan<T> span = _items is List<T> list ? CollectionsMarshal.AsSpan(list) : (T[])_items;
        ListWriting.Write(writer, identity: null, span, converter);
    }
}
