using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Bridge.Pickle.Records;

/// <summary>The names that Python may use for the members of an enum.</summary>
internal static class EnumNames
{
    /// <summary>The names of .NET, or those of [PythonName].</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The members of an enum are never trimmed alone.")]
    internal static Dictionary<string, object> Of(Type type)
    {
        var fields = type.GetFields(BindingFlags.Static | BindingFlags.Public);
        var names = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            names[field.GetCustomAttribute<PythonNameAttribute>()?.Name ?? field.Name] = field.GetValue(null)!;
        }

        return names;
    }

    /// <summary>The same, and <c>DARK_RED</c> for <c>DarkRed</c>, where that is free.</summary>
    internal static Dictionary<string, object> WithConstants(Type type)
    {
        var names = Of(type);
        foreach (var (name, value) in names.ToList())
        {
            names.TryAdd(PickleNamingPolicy.SnakeCase.ConvertName(name).ToUpperInvariant(), value);
        }

        return names;
    }
}
