using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Bridge.Pickle.Converters;

/// <summary>Closes the generic converters over types that only the caller knows. Needs code made at run time.</summary>
/// <remarks>The types come from the caller's own code, never from the wire.</remarks>
[RequiresDynamicCode("Closes generic converters at run time; guarded by RuntimeFeature.IsDynamicCodeSupported.")]
internal static class GenericTypes
{
    private const string Trimming =
        "Not reached without dynamic code (AOT); the constructors of the converters are kept by Kept.";

    private static readonly FrozenDictionary<Type, Type> Converters = new Dictionary<Type, Type>
    {
        [typeof(Nullable<>)] = Kept(typeof(NullableConverter<>)),
        [typeof(List<>)] = Kept(typeof(ListConverter<,>)),
        [typeof(IList<>)] = Kept(typeof(ListConverter<,>)),
        [typeof(ICollection<>)] = Kept(typeof(ListConverter<,>)),
        [typeof(IEnumerable<>)] = Kept(typeof(ListConverter<,>)),
        [typeof(IReadOnlyList<>)] = Kept(typeof(ListConverter<,>)),
        [typeof(IReadOnlyCollection<>)] = Kept(typeof(ListConverter<,>)),
        [typeof(HashSet<>)] = Kept(typeof(SetConverter<,>)),
        [typeof(ISet<>)] = Kept(typeof(SetConverter<,>)),
        [typeof(IReadOnlySet<>)] = Kept(typeof(SetConverter<,>)),
        [typeof(Dictionary<,>)] = Kept(typeof(DictionaryConverter<,,>)),
        [typeof(IDictionary<,>)] = Kept(typeof(DictionaryConverter<,,>)),
        [typeof(IReadOnlyDictionary<,>)] = Kept(typeof(DictionaryConverter<,,>)),
        [typeof(KeyValuePair<,>)] = Kept(typeof(PairConverter<,>)),
        [typeof(ValueTuple<>)] = Kept(typeof(TupleConverter<>)),
        [typeof(ValueTuple<,>)] = Kept(typeof(TupleConverter<,>)),
        [typeof(ValueTuple<,,>)] = Kept(typeof(TupleConverter<,,>)),
        [typeof(ValueTuple<,,,>)] = Kept(typeof(TupleConverter<,,,>)),
        [typeof(ValueTuple<,,,,>)] = Kept(typeof(TupleConverter<,,,,>)),
        [typeof(ValueTuple<,,,,,>)] = Kept(typeof(TupleConverter<,,,,,>)),
        [typeof(ValueTuple<,,,,,,>)] = Kept(typeof(TupleConverter<,,,,,,>)),
        [typeof(ValueTuple<,,,,,,,>)] = Kept(typeof(TupleConverter<,,,,,,,>)),
    }.ToFrozenDictionary();

    // In this order: a dictionary is also a collection of pairs, a set also a collection.
    private static readonly (Type Interface, Type Converter)[] Interfaces =
    [
        (typeof(IDictionary<,>), Kept(typeof(DictionaryConverter<,,>))),
        (typeof(IReadOnlyDictionary<,>), Kept(typeof(DictionaryConverter<,,>))),
        (typeof(ISet<>), Kept(typeof(SetConverter<,>))),
        (typeof(IReadOnlySet<>), Kept(typeof(SetConverter<,>))),
        (typeof(IEnumerable<>), Kept(typeof(ListConverter<,>))),
    ];

    /// <summary>A converter for both directions: arrays, and the usual collections by their own name.</summary>
    internal static PickleConverter? TryCreate(Type type, ConverterCache cache)
    {
        if (type.IsSZArray)
        {
            return Close(Kept(typeof(ArrayConverter<>)), null, [type.GetElementType()!], cache, false);
        }

        if (type.IsArray && type.GetArrayRank() == 2)
        {
            return Close(Kept(typeof(GridConverter<>)), null, [type.GetElementType()!], cache, false);
        }

        if (!type.IsGenericType || !Converters.TryGetValue(type.GetGenericTypeDefinition(), out var converter))
        {
            return AdaptedTypes.TryCreate(type, cache) ?? ReferenceTuples.TryCreate(type, cache);
        }

        var arguments = type.GetGenericArguments();
        var takesType = converter.GetGenericArguments().Length > arguments.Length;
        return Close(converter, takesType ? type : null, arguments, cache, false);
    }

    /// <summary>A converter that only writes: any other collection, by the interfaces it has.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Trimming)]
    internal static PickleConverter? TryCreateForWriting(Type type, ConverterCache cache)
    {
        if (type.IsAssignableTo(typeof(System.Runtime.CompilerServices.ITuple)))
        {
            return null;
        }

        var implemented = type.GetInterfaces().Where(i => i.IsGenericType).ToList();
        foreach (var (contract, converter) in Interfaces)
        {
            if (implemented.Find(i => i.GetGenericTypeDefinition() == contract) is { } found)
            {
                return Close(converter, type, found.GetGenericArguments(), cache, true);
            }
        }

        return null;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = Trimming)]
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Trimming)]
    [UnconditionalSuppressMessage("Trimming", "IL2071", Justification = Trimming)]
    private static PickleConverter Close(
        Type converter, Type? collection, Type[] items, ConverterCache cache, bool isCustomCollection)
    {
        Type[] arguments = collection is null ? items : [collection, .. items];
        object[] parameters = [.. items.Select(item => ItemConverter(item, cache, isCustomCollection))];
        var constructor = converter.MakeGenericType(arguments)
            .GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)[0];
        return (PickleConverter)constructor.Invoke(parameters);
    }

    /// <summary>
    /// The converter of an item. A collection type of one's own may contain itself, and is left to run time.
    /// </summary>
    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = Trimming)]
    private static object ItemConverter(Type item, ConverterCache cache, bool isCustomCollection)
    {
        if (isCustomCollection && !item.IsPrimitive && item != typeof(string))
        {
            return Activator.CreateInstance(typeof(FallbackConverter<>).MakeGenericType(item))!;
        }

        return cache.GetStatic(item);
    }

    /// <summary>Tells the trimmer that constructors of a type are called; a trimmed program may well have dynamic code.</summary>
    private static Type Kept(
        [DynamicallyAccessedMembers(
            DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.NonPublicConstructors)]
        Type converter) => converter;
}
