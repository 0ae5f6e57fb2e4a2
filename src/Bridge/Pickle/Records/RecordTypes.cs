using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Bridge.Pickle.Converters;

namespace Bridge.Pickle.Records;

/// <summary>Which types are taken for records: those of one's own that are no more than their properties.</summary>
internal static class RecordTypes
{
    private const string Trimming = "Not reached in a program that was trimmed, where records are refused.";

    /// <summary>Types that have properties, but are something else.</summary>
    private static readonly Type[] Others =
    [
        typeof(IEnumerable), typeof(IAsyncDisposable), typeof(IDisposable), typeof(Delegate), typeof(Exception),
        typeof(MemberInfo), typeof(Attribute), typeof(IPythonReducible),
    ];

    /// <summary>
    /// Whether records can be mapped. Not where no code is made at run time, nor where the properties and constructors that
    /// nobody seems to use were taken out: what is left would go for the whole.
    /// </summary>
    [FeatureGuard(typeof(RequiresDynamicCodeAttribute))]
    internal static bool AreSupported { get; } = RuntimeFeature.IsDynamicCodeSupported && TrimProbe.IsWhole;

    internal static bool Includes(Type type) =>
        !type.IsPrimitive && !type.IsEnum && !type.IsAbstract && !type.IsInterface && !type.IsArray
        && !type.IsPointer && !type.IsFunctionPointer && !type.IsByRefLike && !type.ContainsGenericParameters
        && !IsOfPlatform(type.Assembly) && !Array.Exists(Others, other => other.IsAssignableFrom(type))
        && RecordShape.FindProperties(type).Count > 0;

    /// <summary>Whether a type is refused only because <see cref="AreSupported"/> is false.</summary>
    internal static bool AreRefused(Type type) => !AreSupported && (Includes(type) || PythonClassName.Of(type) is not null);

    /// <summary>Why such a type is refused.</summary>
    internal static string NeedsAllOf(Type type) =>
        $"{TypeName.Of(type)} is read and written by code that is made at run time from its properties, which a program that "
        + "is trimmed or compiled ahead of time cannot do (PublishTrimmed, native AOT); use a dictionary, or "
        + "PickleOptions.WithConverter.";

    /// <summary>A converter for an enum that is an int; null for any other type.</summary>
    [RequiresDynamicCode("Closes a generic converter at run time; guarded by RuntimeFeature.IsDynamicCodeSupported.")]
    internal static PickleConverter? TryCreateEnum(Type type) =>
        type.IsEnum && PythonClassName.Of(type) is null ? Create(typeof(EnumConverter<>), type) : null;

    /// <summary>A converter for a record or mapped class; null for any other type.</summary>
    /// <exception cref="InvalidOperationException">An attribute of the type is wrong.</exception>
    [RequiresDynamicCode("Compiles code at run time; guarded by RecordTypes.AreSupported.")]
    internal static PickleConverter? TryCreate(Type type, ConverterCache cache)
    {
        var name = PythonClassName.Of(type);
        if (name is not null && type.IsEnum)
        {
            return Create(typeof(EnumClassConverter<>), type, name);
        }

        if (name is not null && !type.IsAbstract && !type.IsInterface)
        {
            var form = type.GetCustomAttribute<PythonClassAttribute>(inherit: false)!.Form;
            return Create(typeof(ClassConverter<>), type, cache, cache.NamingPolicy, name, form);
        }

        return Includes(type) ? Create(typeof(RecordConverter<>), type, cache, cache.NamingPolicy) : null;
    }

    [RequiresDynamicCode("Closes generic converters at run time; guarded by RuntimeFeature.IsDynamicCodeSupported.")]
    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = Trimming)]
    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = Trimming)]
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Trimming)]
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = Trimming)]
    private static PickleConverter Create(Type converter, Type type, params object[] arguments) =>
        (PickleConverter)Activator.CreateInstance(
            converter.MakeGenericType(type),
            BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public,
            null,
            arguments,
            null)!;

    /// <summary>What .NET and this library have are values with a meaning of their own.</summary>
    private static bool IsOfPlatform(Assembly assembly) =>
        assembly == typeof(PickleOptions).Assembly
        || assembly.GetName().Name is not { } name
        || name == "System" || name.StartsWith("System.", StringComparison.Ordinal)
        || name is "mscorlib" or "netstandard" or "WindowsBase";
}
