using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Numerics;
using System.Text;

namespace Bridge.Pickle.Converters;

/// <summary>
/// The types whose converters the compiler sees, and which therefore work without code made at run time.
/// </summary>
internal static class CommonTypes
{
    private static readonly FrozenDictionary<Type, Func<ConverterCache, PickleConverter>> Factories = Build();

    internal static PickleConverter? TryCreate(Type type, ConverterCache cache) =>
        Factories.TryGetValue(type, out var create) ? create(cache) : null;

    private static FrozenDictionary<Type, Func<ConverterCache, PickleConverter>> Build()
    {
        var factories = new Dictionary<Type, Func<ConverterCache, PickleConverter>>();
        AddScalars(factories);
        AddCollections<object?>(factories);
        AddCollections<string>(factories);
        AddCollections<byte[]>(factories);
        AddCollections<IMemoryOwner<byte>>(factories);
        AddCollectionsOfStruct<bool>(factories);
        AddCollectionsOfStruct<int>(factories);
        AddCollectionsOfStruct<long>(factories);
        AddCollectionsOfStruct<double>(factories);
        AddCollectionsOfStruct<float>(factories);
        factories[typeof(byte[])] = _ => new BytesConverter();
        PooledTypes.Add(factories);
        TimeTypes.Add(factories);
        StandardTypes.Add(factories);
        NumpyTypes.Add(factories);
        factories[typeof(PythonException)] = _ => new PythonExceptionConverter();
        return factories.ToFrozenDictionary();
    }

    private static void AddScalars(Dictionary<Type, Func<ConverterCache, PickleConverter>> factories)
    {
        AddInteger<sbyte>(factories);
        AddInteger<byte>(factories);
        AddInteger<short>(factories);
        AddInteger<ushort>(factories);
        AddInteger<int>(factories);
        AddInteger<uint>(factories);
        AddInteger<long>(factories);
        AddInteger<ulong>(factories);
        AddInteger<nint>(factories);
        AddInteger<nuint>(factories);
        AddInteger<Int128>(factories);
        AddInteger<UInt128>(factories);
        AddStruct(factories, new BigIntegerConverter());
        AddStruct(factories, new FloatConverter<double>());
        AddStruct(factories, new FloatConverter<float>());
        AddStruct(factories, new FloatConverter<Half>());
        AddStruct(factories, new BoolConverter());
        AddStruct(factories, new CharConverter());
        AddStruct(factories, new ComplexConverter());
        AddStruct(factories, new ReadOnlyMemoryConverter());
        AddStruct(factories, new MemoryConverter());
        AddStruct(factories, new TextConverter<Rune>(ParseRune, rune => rune.ToString()));
        AddStruct(factories, new WrappedBytesConverter<ArraySegment<byte>>(
            new BytesConverter()!, bytes => bytes, bytes => bytes));
        AddStruct(factories, new WrappedBytesConverter<ImmutableArray<byte>>(
            new BytesConverter()!, bytes => [.. bytes], bytes => bytes.AsMemory()));
        factories[typeof(Uri)] = _ =>
            new TextConverter<Uri>(text => new Uri(text, UriKind.RelativeOrAbsolute), uri => uri.OriginalString);
        factories[typeof(Version)] = _ => new TextConverter<Version>(Version.Parse, version => version.ToString());
        factories[typeof(string)] = _ => new StringConverter();
        factories[typeof(object)] = _ => ObjectConverter.Instance;
    }

    private static Rune ParseRune(string text) =>
        text.Length > 0 && Rune.TryGetRuneAt(text, 0, out var rune) && rune.Utf16SequenceLength == text.Length
            ? rune : throw new FormatException("It is not one character.");

    private static void AddInteger<T>(Dictionary<Type, Func<ConverterCache, PickleConverter>> factories)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T> =>
        AddStruct(factories, new IntegerConverter<T>());

    internal static void AddStruct<T>(
        Dictionary<Type, Func<ConverterCache, PickleConverter>> factories, PickleConverter<T> converter)
        where T : struct
    {
        factories[typeof(T)] = _ => converter;
        factories[typeof(T?)] = cache => new NullableConverter<T>(cache.Get<T>());
    }

    private static void AddCollectionsOfStruct<T>(Dictionary<Type, Func<ConverterCache, PickleConverter>> factories)
        where T : struct
    {
        AddCollections<T>(factories);
        AddCollections<T?>(factories);
    }

    private static void AddCollections<T>(Dictionary<Type, Func<ConverterCache, PickleConverter>> factories)
    {
        factories[typeof(T[])] = cache => new ArrayConverter<T>(cache.Get<T>());
        AddList<List<T>, T>(factories);
        AddList<IList<T>, T>(factories);
        AddList<ICollection<T>, T>(factories);
        AddList<IEnumerable<T>, T>(factories);
        AddList<IReadOnlyList<T>, T>(factories);
        AddList<IReadOnlyCollection<T>, T>(factories);
        factories[typeof(HashSet<T>)] = cache => new SetConverter<HashSet<T>, T>(cache.Get<T>());
        AddDictionary<string, T>(factories);
        AddDictionary<long, T>(factories);
        AddDictionary<int, T>(factories);
    }

    private static void AddList<TList, TItem>(Dictionary<Type, Func<ConverterCache, PickleConverter>> factories)
        where TList : IEnumerable<TItem> =>
        factories[typeof(TList)] = cache => new ListConverter<TList, TItem>(cache.Get<TItem>());

    private static void AddDictionary<TKey, TValue>(Dictionary<Type, Func<ConverterCache, PickleConverter>> factories)
        where TKey : notnull
    {
        factories[typeof(Dictionary<TKey, TValue>)] = cache =>
            new DictionaryConverter<Dictionary<TKey, TValue>, TKey, TValue>(cache.Get<TKey>(), cache.Get<TValue>());
        factories[typeof(IDictionary<TKey, TValue>)] = cache =>
            new DictionaryConverter<IDictionary<TKey, TValue>, TKey, TValue>(cache.Get<TKey>(), cache.Get<TValue>());
        factories[typeof(IReadOnlyDictionary<TKey, TValue>)] = cache =>
            new DictionaryConverter<IReadOnlyDictionary<TKey, TValue>, TKey, TValue>(
                cache.Get<TKey>(), cache.Get<TValue>());
    }
}
