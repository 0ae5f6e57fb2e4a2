using System.Collections.Frozen;
using System.Reflection;
using System.Runtime.CompilerServices;
using Bridge.Pickle;

namespace Bridge.PythonNet.Serving;

/// <summary>The public instance methods of a C# class, by their names in Python.</summary>
internal sealed class ServedClass
{
    // keyword.kwlist; a proxy's methods are made by exec of "def NAME".
    private static readonly FrozenSet<string> Keywords = FrozenSet.Create(
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif",
        "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or",
        "pass", "raise", "return", "try", "while", "with", "yield");

    private readonly Dictionary<string, ServedMethod> _methods = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">Two methods get one name, or one cannot be served.</exception>
    public ServedClass(Type type)
    {
        // An interface does not have the methods of those that it extends.
        var types = type.IsInterface ? [type, .. type.GetInterfaces()] : (Type[])[type];
        foreach (var method in types.SelectMany(each => each.GetMethods(BindingFlags.Public | BindingFlags.Instance)))
        {
            // Neither what every object has, nor accessors of properties and events, nor what the compiler adds to records.
            if (method.GetBaseDefinition().DeclaringType == typeof(object) || method.IsSpecialName
                || method.IsDefined(typeof(CompilerGeneratedAttribute))
                || method.Name is nameof(IDisposable.Dispose) or nameof(IAsyncDisposable.DisposeAsync))
            {
                continue;
            }

            var served = new ServedMethod(method);
            if (!IsPythonName(served.Name))
            {
                throw new ArgumentException(
                    $"{type.Name}.{method.Name} would be '{served.Name}' in Python, which no method of a proxy can be; "
                    + "give it another name by [PythonName].");
            }

            if (!_methods.TryAdd(served.Name, served))
            {
                throw new ArgumentException(
                    $"{type.Name} has several methods that are '{served.Name}' in Python, which has no overloads; "
                    + $"give them names by [PythonName].");
            }
        }

        if (_methods.Count == 0)
        {
            throw new ArgumentException($"{type.Name} has no public method to serve.");
        }
    }

    /// <summary>The names, as Python sees them.</summary>
    public IReadOnlyCollection<string> Names => _methods.Keys;

    /// <summary>Whether a proxy can have a method of this name: one with a leading underscore is not public.</summary>
    public static bool IsPythonName(string name) =>
        name.Length > 0 && (char.IsLetter(name[0])) && name.All(c => char.IsLetterOrDigit(c) || c == '_') && !Keywords.Contains(name);

    /// <summary>Calls a method.</summary>
    public object? Invoke(object target, string name, ServedArguments arguments, CancellationToken stopping) =>
        name == "__str__" ? target.ToString()
        : _methods.TryGetValue(name, out var method) ? method.Invoke(target, arguments, stopping)
        : throw new PythonException("AttributeError", $"there is no method '{name}'");
}
