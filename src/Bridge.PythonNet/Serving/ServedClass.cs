using System.Reflection;
using Bridge.Pickle;

namespace Bridge.PythonNet.Serving;

/// <summary>The public instance methods of a C# class, by their names in Python.</summary>
internal sealed class ServedClass
{
    private readonly Dictionary<string, ServedMethod> _methods = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">Two methods get one name, or one cannot be served.</exception>
    public ServedClass(Type type)
    {
        foreach (var method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance))
        {
            // Neither what every object has nor the accessors of properties and events.
            if (method.GetBaseDefinition().DeclaringType == typeof(object) || method.IsSpecialName
                || method.Name is nameof(IDisposable.Dispose) or nameof(IAsyncDisposable.DisposeAsync))
            {
                continue;
            }

            var served = new ServedMethod(method);
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

    /// <summary>Calls a method.</summary>
    public object? Invoke(object target, string name, ServedArguments arguments, CancellationToken stopping) =>
        name == "__str__" ? target.ToString()
        : _methods.TryGetValue(name, out var method) ? method.Invoke(target, arguments, stopping)
        : throw new PythonException("AttributeError", $"there is no method '{name}'");
}
