using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Bridge.Pickle.Converters;

/// <summary>The converters of one options instance, each resolved once. Thread-safe.</summary>
internal sealed class ConverterCache
{
    private readonly ConcurrentDictionary<Type, PickleConverter> _byStaticType = new();
    private readonly ConcurrentDictionary<Type, PickleConverter> _byRuntimeType = new();

    /// <summary>The converter of a type that is known when the caller is compiled.</summary>
    internal PickleConverter<T> Get<T>() =>
        _byStaticType.TryGetValue(typeof(T), out var known)
            ? (PickleConverter<T>)known
            : (PickleConverter<T>)_byStaticType.GetOrAdd(
                typeof(T), Find(typeof(T)) as PickleConverter<T> ?? new FallbackConverter<T>());

    /// <summary>The converter that writes the values of a type; refuses if there is none.</summary>
    internal PickleConverter Get(Type type) =>
        _byRuntimeType.TryGetValue(type, out var known)
            ? known
            : _byRuntimeType.GetOrAdd(type, Find(type) ?? FindForWriting(type) ?? new RefusingConverter(type));

    private PickleConverter? Find(Type type) =>
        CommonTypes.TryCreate(type, this)
        ?? (RuntimeFeature.IsDynamicCodeSupported ? GenericTypes.TryCreate(type, this) : null);

    private PickleConverter? FindForWriting(Type type)
    {
        if (type.IsArray && !type.IsSZArray)
        {
            return null;
        }

        if (RuntimeFeature.IsDynamicCodeSupported && GenericTypes.TryCreateForWriting(type, this) is { } found)
        {
            return found;
        }

        return type.IsAssignableTo(typeof(ITuple)) || type.IsAssignableTo(typeof(IEnumerable))
            ? new NonGenericConverter(IsSet(type))
            : null;
    }

    [UnconditionalSuppressMessage(
        "Trimming", "IL2070", Justification = "An interface that was trimmed is used by nobody.")]
    private static bool IsSet(Type type) =>
        type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IReadOnlySet<>));
}
