using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Bridge.Pickle.Converters;

/// <summary>The tuples of .NET that are reference types, up to seven items.</summary>
[RequiresDynamicCode("Closes generic methods at run time; guarded by RuntimeFeature.IsDynamicCodeSupported.")]
[SuppressMessage("Performance", "CA1859", Justification = "All have the signature of one delegate.")]
internal static class ReferenceTuples
{
    private static readonly FrozenSet<Type> Known =
        FrozenSet.Create(
            typeof(Tuple<>),
            typeof(Tuple<,>),
            typeof(Tuple<,,>),
            typeof(Tuple<,,,>),
            typeof(Tuple<,,,,>),
            typeof(Tuple<,,,,,>),
            typeof(Tuple<,,,,,,>));

    /// <summary>The converter of a tuple; null for any other type.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "Not reached without dynamic code (AOT).")]
    internal static PickleConverter? TryCreate(Type type, ConverterCache cache)
    {
        if (!type.IsGenericType || !Known.Contains(type.GetGenericTypeDefinition()))
        {
            return null;
        }

        var arguments = type.GetGenericArguments();
        var method = Array.Find(
            typeof(ReferenceTuples).GetMethods(BindingFlags.Static | BindingFlags.NonPublic),
            m => m.Name == nameof(Create) && m.GetGenericArguments().Length == arguments.Length)!;
        return method.MakeGenericMethod(arguments).CreateDelegate<Func<ConverterCache, PickleConverter>>()(cache);
    }

    private static PickleConverter Create<T1>(ConverterCache cache) =>
        Adapt<Tuple<T1>, ValueTuple<T1>>(cache, TupleExtensions.ToTuple);

    private static PickleConverter Create<T1, T2>(ConverterCache cache) =>
        Adapt<Tuple<T1, T2>, (T1, T2)>(cache, TupleExtensions.ToTuple);

    private static PickleConverter Create<T1, T2, T3>(ConverterCache cache) =>
        Adapt<Tuple<T1, T2, T3>, (T1, T2, T3)>(cache, TupleExtensions.ToTuple);

    private static PickleConverter Create<T1, T2, T3, T4>(ConverterCache cache) =>
        Adapt<Tuple<T1, T2, T3, T4>, (T1, T2, T3, T4)>(cache, TupleExtensions.ToTuple);

    private static PickleConverter Create<T1, T2, T3, T4, T5>(ConverterCache cache) =>
        Adapt<Tuple<T1, T2, T3, T4, T5>, (T1, T2, T3, T4, T5)>(cache, TupleExtensions.ToTuple);

    private static PickleConverter Create<T1, T2, T3, T4, T5, T6>(ConverterCache cache) =>
        Adapt<Tuple<T1, T2, T3, T4, T5, T6>, (T1, T2, T3, T4, T5, T6)>(cache, TupleExtensions.ToTuple);

    private static PickleConverter Create<T1, T2, T3, T4, T5, T6, T7>(ConverterCache cache) =>
        Adapt<Tuple<T1, T2, T3, T4, T5, T6, T7>, (T1, T2, T3, T4, T5, T6, T7)>(cache, TupleExtensions.ToTuple);

    private static AdaptedTupleConverter<T, TInner> Adapt<T, TInner>(ConverterCache cache, Func<TInner, T> create)
        where T : System.Runtime.CompilerServices.ITuple =>
        new(cache.Get<TInner>(), create);
}
