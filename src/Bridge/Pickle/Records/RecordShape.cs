using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Bridge.Pickle.Records;

/// <summary>The properties of a type that Python gets, and the constructor that takes them back.</summary>
/// <param name="Members">Those of base types first, otherwise in the order of the source.</param>
/// <param name="Constructor">Null when no public constructor fits; that of a struct may be implied.</param>
/// <param name="CanBeRead">Whether instances can be made.</param>
internal sealed record RecordShape(
    IReadOnlyList<RecordMember> Members, ConstructorInfo? Constructor, bool CanBeRead)
{
    private const string Trimming = "Not reached in a program that was trimmed, where records are refused.";

    /// <summary>Looks at a type.</summary>
    /// <exception cref="InvalidOperationException">Two properties have one name in Python.</exception>
    internal static RecordShape Of(Type type, PickleNamingPolicy policy)
    {
        var properties = FindProperties(type);
        var constructor = FindConstructor(type, properties);
        var parameters = constructor?.GetParameters() ?? [];
        var setsRequired = constructor?.IsDefined(typeof(SetsRequiredMembersAttribute)) == true;
        var nullability = new Nullability();
        var members = properties.ConvertAll(property =>
        {
            var parameter = Array.Find(parameters, p => IsFor(p, property));
            var isRequired = parameter is null
                ? !setsRequired && property.IsDefined(typeof(RequiredMemberAttribute))
                : !parameter.HasDefaultValue && !nullability.AllowsNull(parameter);
            return new RecordMember(property, NameOf(property, policy))
            {
                Parameter = parameter,
                IsRequired = isRequired,
                RefusesNull = nullability.RefusesNull(property),
            };
        });
        if (members.GroupBy(m => m.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new InvalidOperationException(
                $"{Converters.TypeName.Of(type)} has several properties that are '{twice.Key}' in Python; "
                + "use [PythonName] or [PythonIgnore].");
        }

        return new RecordShape(members, constructor, constructor is not null || type.IsValueType);
    }

    /// <summary>The public properties with a getter, as they are to be written.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Trimming)]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = Trimming)]
    internal static List<PropertyInfo> FindProperties(Type type)
    {
        var found = new List<PropertyInfo>();
        var ancestors = new Stack<Type>();
        for (var ancestor = type; ancestor is not null; ancestor = ancestor.BaseType)
        {
            ancestors.Push(ancestor);
        }

        foreach (var property in ancestors.SelectMany(ancestor => ancestor.GetProperties(
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly).OrderBy(p => p.MetadataToken)))
        {
            if (property.GetMethod is not { IsPublic: true } || property.GetIndexParameters().Length > 0)
            {
                continue;
            }

            // What overrides or hides a property stands in its place.
            var place = found.FindIndex(p => p.Name == property.Name);
            if (place < 0)
            {
                found.Add(property);
            }
            else
            {
                found[place] = property;
            }
        }

        found.RemoveAll(p => p.IsDefined(typeof(PythonIgnoreAttribute)) || p.PropertyType.IsByRefLike
            || p.PropertyType.IsByRef || p.PropertyType.IsPointer || p.PropertyType.IsFunctionPointer);
        return found;
    }

    /// <summary>The public constructor with the most parameters of those that take nothing but properties.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = Trimming)]
    private static ConstructorInfo? FindConstructor(Type type, List<PropertyInfo> properties) => type
        .GetConstructors()
        .Where(c => Array.TrueForAll(c.GetParameters(), p => properties.Exists(property => IsFor(p, property))))
        .MaxBy(c => c.GetParameters().Length);

    private static bool IsFor(ParameterInfo parameter, PropertyInfo property) =>
        parameter.ParameterType == property.PropertyType
        && string.Equals(parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase);

    private static string NameOf(PropertyInfo property, PickleNamingPolicy policy) =>
        property.GetCustomAttribute<PythonNameAttribute>()?.Name ?? policy.ConvertName(property.Name);
}
