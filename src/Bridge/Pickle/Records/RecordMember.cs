using System.Reflection;
using System.Text;

namespace Bridge.Pickle.Records;

/// <summary>A property of a record, and what a Python dict must have for it.</summary>
internal sealed class RecordMember
{
    internal RecordMember(PropertyInfo property, string name)
    {
        Property = property;

        // As CPython interns identifiers: one instance, and with it one memo entry, for all types that have the name.
        Name = string.Intern(name);
        Utf8Name = Encoding.UTF8.GetBytes(name);
    }

    internal PropertyInfo Property { get; }

    /// <summary>The key of the dict.</summary>
    internal string Name { get; }

    internal byte[] Utf8Name { get; }

    /// <summary>The parameter of the constructor that takes the value; null when there is none.</summary>
    internal ParameterInfo? Parameter { get; init; }

    /// <summary>Whether a dict without the key is refused.</summary>
    internal bool IsRequired { get; init; }

    /// <summary>Whether None is refused, as the property says that it is never null.</summary>
    internal bool RefusesNull { get; init; }

    /// <summary>Whether a value is of use when the record is read.</summary>
    internal bool IsRestored => Parameter is not null || CanSet;

    internal bool CanSet => Property.SetMethod is { IsPublic: true };
}
