using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Bridge.Pickle.Converters;

namespace Bridge.Pickle.Records;

/// <summary>Which types are taken for records: classes and structs of one's own that are no more than their properties.</summary>
internal static class RecordTypes
{
    private const string Trimming = "Not reached without dynamic code (AOT), where records are refused.";

    /// <summary>Types that have properties, but are something else.</summary>
    private static readonly Type[] Others =
    [
        typeof(IEnumerable), typeof(IAsyncDisposable), typeof(IDisposable), typeof(Delegate), typeof(Exception),
        typeof(MemberInfo), typeof(Task), typeof(Attribute), typeof(IPythonReducible),
    ];

    internal static bool Includes(Type type) =>
        !type.IsPrimitive && !type.IsEnum && !type.IsAbstract && !type.IsInterface && !type.IsArray
        && !type.IsPointer && !type.IsFunctionPointer && !type.IsByRefLike && !type.ContainsGenericParameters
        && !IsOfPlatform(type.Assembly) && !Array.Exists(Others, other => other.IsAssignableFrom(type))
        && RecordShape.FindProperties(type).Count > 0;

    [RequiresDynamicCode("Compiles code at run time; guarded by RuntimeFeature.IsDynamicCodeSupported.")]
    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = Trimming)]
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Trimming)]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = Trimming)]
    internal static PickleConverter? TryCreate(Type type, ConverterCache cache) =>
        Includes(type)
            ? (PickleConverter)Activator.CreateInstance(
                typeof(RecordConverter<>).MakeGenericType(type),
                BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public,
                null,
                [cache, cache.NamingPolicy],
                null)!
            : null;

    /// <summary>What .NET and this library have are values with a meaning of their own.</summary>
    private static bool IsOfPlatform(Assembly assembly) =>
        assembly == typeof(PickleOptions).Assembly
        || assembly.GetName().Name is not { } name
        || name == "System" || name.StartsWith("System.", StringComparison.Ordinal)
        || name is "mscorlib" or "netstandard" or "WindowsBase";
}
