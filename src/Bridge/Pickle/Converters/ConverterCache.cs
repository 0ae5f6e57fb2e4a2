using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Bridge.Pickle.Records;

namespace Bridge.Pickle.Converters;

/// <summary>The converters of one options instance, each resolved once. Thread-safe.</summary>
internal sealed class ConverterCache(PickleOptions options)
{
    private readonly ConcurrentDictionary<Type, PickleConverter?> _found = new();
    private readonly ConcurrentDictionary<Type, PickleConverter> _byStaticType = new();
    private PickleConverter? _latest;
    private readonly ConcurrentDictionary<Type, PickleConverter> _byRuntimeType = new();

    /// <summary>The converter of a type that is known when the caller is compiled.</summary>
    internal PickleConverter<T> Get<T>()
    {
        // Most programs ask for the same type again and again. A race costs a lookup, no more.
        if (_latest is PickleConverter<T> latest)
        {
            return latest;
        }

        var found = _byStaticType.TryGetValue(typeof(T), out var known)
            ? (PickleConverter<T>)known
            : (PickleConverter<T>)_byStaticType.GetOrAdd(
                typeof(T), Find(typeof(T)) as PickleConverter<T> ?? Fallback<T>());
        _latest = found;
        return found;
    }

    /// <summary>How the properties of records are named.</summary>
    internal PickleNamingPolicy NamingPolicy => options.NamingPolicy;

    /// <summary>The same as <see cref="Get{T}"/>, for a type that comes by reflection over the caller's own types.</summary>
    [RequiresDynamicCode("Closes a generic method at run time; guarded by RuntimeFeature.IsDynamicCodeSupported.")]
    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "Not reached without dynamic code (AOT).")]
    internal PickleConverter GetStatic(Type type)
    {
        var get = typeof(ConverterCache)
            .GetMethod(nameof(Get), 1, BindingFlags.Instance | BindingFlags.NonPublic, null, [], null)!;
        return get.MakeGenericMethod(type).CreateDelegate<Func<PickleConverter>>(this)();
    }

    /// <summary>The converter that writes the values of a type; refuses if there is none.</summary>
    internal PickleConverter Get(Type type) =>
        _byRuntimeType.TryGetValue(type, out var known)
            ? known
            : _byRuntimeType.GetOrAdd(type, FindForInstance(type) ?? new RefusingConverter(type));

    // An instance of object itself has no other type at run time to be written by.
    private PickleConverter? FindForInstance(Type type) =>
        type == typeof(object) ? null : Find(type) ?? FindForWriting(type);

    private static PickleConverter<T> Fallback<T>() =>
        typeof(T).IsEnum && PythonClassName.Of(typeof(T)) is null ? new EnumConverter<T>() : new FallbackConverter<T>();

    // Both ways of asking get one instance: the memo tells by it what somebody else has written.
    private PickleConverter? Find(Type type) =>
        _found.TryGetValue(type, out var known) ? known : _found.GetOrAdd(type, Create(type));

    private PickleConverter? Create(Type type)
    {
        if (options.Surrogates.TryGetValue(type, out var create))
        {
            return create(this);
        }

        return CommonTypes.TryCreate(type, this)
            ?? (RuntimeFeature.IsDynamicCodeSupported
                ? GenericTypes.TryCreate(type, this) ?? RecordTypes.TryCreateEnum(type) : null)
            ?? (RecordTypes.AreSupported ? RecordTypes.TryCreate(type, this) : null);
    }

    private PickleConverter? FindForWriting(Type type)
    {
        if (type.IsArray && !type.IsSZArray)
        {
            return null;
        }

        if (PooledTypes.FindOwner(type) is { } owner)
        {
            return Find(owner);
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
