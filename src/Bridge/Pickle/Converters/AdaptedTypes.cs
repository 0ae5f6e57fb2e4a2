using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Bridge.Pickle.Converters;

/// <summary>The collections of .NET that are made of an array, set, dictionary or tuple. One method for each.</summary>
[RequiresDynamicCode("Closes generic methods at run time; guarded by RuntimeFeature.IsDynamicCodeSupported.")]
[SuppressMessage("Performance", "CA1859", Justification = "All have the signature of one delegate.")]
internal static class AdaptedTypes
{
    private static readonly FrozenDictionary<Type, string> Methods = new Dictionary<Type, string>
    {
        [typeof(ImmutableArray<>)] = nameof(ImmutableArray),
        [typeof(ImmutableList<>)] = nameof(ImmutableList),
        [typeof(IImmutableList<>)] = nameof(IImmutableList),
        [typeof(ImmutableQueue<>)] = nameof(ImmutableQueue),
        [typeof(Queue<>)] = nameof(Queue),
        [typeof(ConcurrentQueue<>)] = nameof(ConcurrentQueue),
        [typeof(Stack<>)] = nameof(Stack),
        [typeof(ConcurrentStack<>)] = nameof(ConcurrentStack),
        [typeof(ConcurrentBag<>)] = nameof(ConcurrentBag),
        [typeof(LinkedList<>)] = nameof(LinkedList),
        [typeof(Collection<>)] = nameof(Collection),
        [typeof(ObservableCollection<>)] = nameof(ObservableCollection),
        [typeof(ReadOnlyCollection<>)] = nameof(ReadOnlyCollection),
        [typeof(ArraySegment<>)] = nameof(ArraySegment),
        [typeof(Memory<>)] = nameof(Memory),
        [typeof(ReadOnlyMemory<>)] = nameof(ReadOnlyMemory),
        [typeof(ImmutableHashSet<>)] = nameof(ImmutableHashSet),
        [typeof(IImmutableSet<>)] = nameof(IImmutableSet),
        [typeof(ImmutableSortedSet<>)] = nameof(ImmutableSortedSet),
        [typeof(SortedSet<>)] = nameof(SortedSet),
        [typeof(FrozenSet<>)] = nameof(FrozenSet),
        [typeof(ImmutableDictionary<,>)] = nameof(ImmutableDictionary),
        [typeof(IImmutableDictionary<,>)] = nameof(IImmutableDictionary),
        [typeof(ImmutableSortedDictionary<,>)] = nameof(ImmutableSortedDictionary),
        [typeof(SortedDictionary<,>)] = nameof(SortedDictionary),
        [typeof(SortedList<,>)] = nameof(SortedList),
        [typeof(OrderedDictionary<,>)] = nameof(OrderedDictionary),
        [typeof(ConcurrentDictionary<,>)] = nameof(ConcurrentDictionary),
        [typeof(ReadOnlyDictionary<,>)] = nameof(ReadOnlyDictionary),
        [typeof(FrozenDictionary<,>)] = nameof(FrozenDictionary),
    }.ToFrozenDictionary();

    /// <summary>The converter of a type that is listed here; null for any other.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "Not reached without dynamic code (AOT).")]
    internal static PickleConverter? TryCreate(Type type, ConverterCache cache)
    {
        if (!type.IsGenericType || !Methods.TryGetValue(type.GetGenericTypeDefinition(), out var name))
        {
            return null;
        }

        var method = typeof(AdaptedTypes).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!;
        return method.MakeGenericMethod(type.GetGenericArguments())
            .CreateDelegate<Func<ConverterCache, PickleConverter>>()(cache);
    }

    private static PickleConverter ImmutableArray<T>(ConverterCache cache) =>
        new AdaptedListConverter<ImmutableArray<T>, T>(
            cache.Get<T>(), ImmutableCollectionsMarshal.AsImmutableArray, value => value.IsDefault ? [] : value);

    private static PickleConverter ImmutableList<T>(ConverterCache cache) =>
        List<ImmutableList<T>, T>(cache, System.Collections.Immutable.ImmutableList.Create);

    private static PickleConverter IImmutableList<T>(ConverterCache cache) =>
        List<IImmutableList<T>, T>(cache, System.Collections.Immutable.ImmutableList.Create);

    private static PickleConverter ImmutableQueue<T>(ConverterCache cache) =>
        List<ImmutableQueue<T>, T>(cache, System.Collections.Immutable.ImmutableQueue.Create);

    private static PickleConverter Queue<T>(ConverterCache cache) => List<Queue<T>, T>(cache, items => new(items));

    private static PickleConverter ConcurrentQueue<T>(ConverterCache cache) =>
        List<ConcurrentQueue<T>, T>(cache, items => new(items));

    // As in Python, where a list is the stack: its end is the top.
    private static PickleConverter Stack<T>(ConverterCache cache) =>
        new AdaptedListConverter<Stack<T>, T>(cache.Get<T>(), items => new(items), value => value.Reverse());

    private static PickleConverter ConcurrentStack<T>(ConverterCache cache) =>
        new AdaptedListConverter<ConcurrentStack<T>, T>(cache.Get<T>(), items => new(items), value => value.Reverse());

    private static PickleConverter ConcurrentBag<T>(ConverterCache cache) =>
        List<ConcurrentBag<T>, T>(cache, items => [.. items]);

    private static PickleConverter LinkedList<T>(ConverterCache cache) =>
        List<LinkedList<T>, T>(cache, items => new(items));

    private static PickleConverter Collection<T>(ConverterCache cache) =>
        List<Collection<T>, T>(cache, items => new(items.ToList()));

    private static PickleConverter ObservableCollection<T>(ConverterCache cache) =>
        List<ObservableCollection<T>, T>(cache, items => new(items));

    private static PickleConverter ReadOnlyCollection<T>(ConverterCache cache) =>
        List<ReadOnlyCollection<T>, T>(cache, items => new(items));

    private static PickleConverter ArraySegment<T>(ConverterCache cache) =>
        new AdaptedListConverter<ArraySegment<T>, T>(
            cache.Get<T>(), items => new(items), value => value.Array is null ? Enumerable.Empty<T>() : value);

    private static PickleConverter Memory<T>(ConverterCache cache) =>
        new AdaptedListConverter<Memory<T>, T>(
            cache.Get<T>(), items => items, value => MemoryMarshal.ToEnumerable((ReadOnlyMemory<T>)value));

    private static PickleConverter ReadOnlyMemory<T>(ConverterCache cache) =>
        new AdaptedListConverter<ReadOnlyMemory<T>, T>(
            cache.Get<T>(), items => items, MemoryMarshal.ToEnumerable);

    private static PickleConverter ImmutableHashSet<T>(ConverterCache cache) =>
        Set<ImmutableHashSet<T>, T>(cache, items => items.ToImmutableHashSet(items.Comparer));

    private static PickleConverter IImmutableSet<T>(ConverterCache cache) =>
        Set<IImmutableSet<T>, T>(cache, items => items.ToImmutableHashSet(items.Comparer));

    private static PickleConverter ImmutableSortedSet<T>(ConverterCache cache) =>
        Set<ImmutableSortedSet<T>, T>(cache, items => items.ToImmutableSortedSet());

    private static PickleConverter SortedSet<T>(ConverterCache cache) => Set<SortedSet<T>, T>(cache, items => [.. items]);

    private static PickleConverter FrozenSet<T>(ConverterCache cache) =>
        Set<FrozenSet<T>, T>(cache, items => items.ToFrozenSet(items.Comparer), isFrozen: true);

    private static PickleConverter ImmutableDictionary<TKey, TValue>(ConverterCache cache)
        where TKey : notnull =>
        Dictionary<ImmutableDictionary<TKey, TValue>, TKey, TValue>(
            cache, items => items.ToImmutableDictionary(items.Comparer));

    private static PickleConverter IImmutableDictionary<TKey, TValue>(ConverterCache cache)
        where TKey : notnull =>
        Dictionary<IImmutableDictionary<TKey, TValue>, TKey, TValue>(
            cache, items => items.ToImmutableDictionary(items.Comparer));

    private static PickleConverter ImmutableSortedDictionary<TKey, TValue>(ConverterCache cache)
        where TKey : notnull =>
        Dictionary<ImmutableSortedDictionary<TKey, TValue>, TKey, TValue>(
            cache, items => items.ToImmutableSortedDictionary());

    private static PickleConverter SortedDictionary<TKey, TValue>(ConverterCache cache)
        where TKey : notnull =>
        Dictionary<SortedDictionary<TKey, TValue>, TKey, TValue>(cache, items => new(items));

    private static PickleConverter SortedList<TKey, TValue>(ConverterCache cache)
        where TKey : notnull =>
        Dictionary<SortedList<TKey, TValue>, TKey, TValue>(cache, items => new(items));

    private static PickleConverter OrderedDictionary<TKey, TValue>(ConverterCache cache)
        where TKey : notnull =>
        Dictionary<OrderedDictionary<TKey, TValue>, TKey, TValue>(cache, items => new(items, items.Comparer));

    private static PickleConverter ConcurrentDictionary<TKey, TValue>(ConverterCache cache)
        where TKey : notnull =>
        Dictionary<ConcurrentDictionary<TKey, TValue>, TKey, TValue>(cache, items => new(items, items.Comparer));

    private static PickleConverter ReadOnlyDictionary<TKey, TValue>(ConverterCache cache)
        where TKey : notnull =>
        Dictionary<ReadOnlyDictionary<TKey, TValue>, TKey, TValue>(cache, items => new(items));

    private static PickleConverter FrozenDictionary<TKey, TValue>(ConverterCache cache)
        where TKey : notnull =>
        Dictionary<FrozenDictionary<TKey, TValue>, TKey, TValue>(cache, items => items.ToFrozenDictionary(items.Comparer));

    private static AdaptedListConverter<TList, T> List<TList, T>(ConverterCache cache, Func<T[], TList> create)
        where TList : IEnumerable<T> =>
        new(cache.Get<T>(), create, value => value);

    private static AdaptedSetConverter<TSet, T> Set<TSet, T>(
        ConverterCache cache, Func<HashSet<T>, TSet> create, bool isFrozen = false)
        where TSet : IEnumerable<T> =>
        new(cache.Get<T>(), create, isFrozen);

    private static AdaptedDictionaryConverter<TDictionary, TKey, TValue> Dictionary<TDictionary, TKey, TValue>(
        ConverterCache cache, Func<Dictionary<TKey, TValue>, TDictionary> create)
        where TDictionary : IEnumerable<KeyValuePair<TKey, TValue>>
        where TKey : notnull =>
        new(cache.Get<TKey>(), cache.Get<TValue>(), create);
}
