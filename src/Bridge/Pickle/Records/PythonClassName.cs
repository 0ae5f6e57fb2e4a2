using System.Reflection;
using Bridge.Pickle.Converters;

namespace Bridge.Pickle.Records;

/// <summary>Finds the Python class of a type.</summary>
internal static class PythonClassName
{
    /// <summary>The class that an attribute names; null without an attribute.</summary>
    /// <exception cref="InvalidOperationException">The name has no module.</exception>
    internal static PythonGlobal? Of(Type type)
    {
        if (type.GetCustomAttribute<PythonClassAttribute>(inherit: false) is not { } attribute)
        {
            return null;
        }

        var name = attribute.Name ?? "";
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var split = colon >= 0 ? colon : name.LastIndexOf('.');
        return split > 0 && split < name.Length - 1
            ? new PythonGlobal(name[..split], name[(split + 1)..])
            : throw new InvalidOperationException(
                $"[PythonClass(\"{name}\")] of {TypeName.Of(type)} needs a module and a name, as in \"shop.Order\".");
    }
}
