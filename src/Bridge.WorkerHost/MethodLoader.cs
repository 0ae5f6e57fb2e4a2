using System.Reflection;
using Bridge.Workers;

namespace Bridge.WorkerHost;

/// <summary>Finds the method that a text names, and makes a worker function of it.</summary>
internal static class MethodLoader
{
    private const BindingFlags AnyMethod = BindingFlags.Public | BindingFlags.NonPublic
        | BindingFlags.Static | BindingFlags.Instance | BindingFlags.FlattenHierarchy;

    /// <summary>The function of a name such as <c>path/Worker.dll:Namespace.Type.Method</c>, ready for the first row.</summary>
    /// <exception cref="WorkerLoadException">One sentence about what is wrong with the name or with what it names.</exception>
    public static WorkerFunction Load(string text)
    {
        var name = MethodName.Parse(text);
        var (method, instance) = Find(name, AssemblyLoader.Load(name), new PreparedTypes());
        return HandlerFactory.Create(method, instance);
    }

    /// <summary>The method of a name, and the instance that it is called on; its type is prepared for the first row.</summary>
    /// <param name="name">The name.</param>
    /// <param name="assembly">The assembly of that name.</param>
    /// <param name="types">The types that were prepared before.</param>
    /// <exception cref="WorkerLoadException">One sentence about what is wrong with what the name names.</exception>
    public static (MethodInfo Method, object? Instance) Find(MethodName name, Assembly assembly, PreparedTypes types)
    {
        try
        {
            var type = FindType(assembly, name);
            var method = FindMethod(type, name);
            MethodShape.Check(method, name);
            types.SetUp(type, name);
            return (method, method.IsStatic ? null : types.InstanceOf(type, name));
        }
        catch (Exception error) when (AssemblyLoader.IsLoadFailure(error))
        {
            throw AssemblyLoader.CannotLoad(name, error);
        }
    }

    private static Type FindType(Assembly assembly, MethodName name)
    {
        for (var text = name.Type; ;)
        {
            if (assembly.GetType(text, throwOnError: false) is { } type)
            {
                return type;
            }

            // Namespace.Outer.Inner: the runtime writes Namespace.Outer+Inner.
            var dot = text.LastIndexOf('.');
            if (dot < 0)
            {
                break;
            }

            text = text[..dot] + "+" + text[(dot + 1)..];
        }

        var names = AssemblyLoader.TypesOf(assembly).Where(HasMethods).Select(WrittenName);
        throw new WorkerLoadException(
            WorkerLoadException.FunctionNotFound,
            $"{name.File} has no type {name.Type}; "
            + NearestNames.Hint(name.Type, names, "it has no public class with a method"));
    }

    private static MethodInfo FindMethod(Type type, MethodName name)
    {
        var found = type.GetMember(name.Method, MemberTypes.Method, AnyMethod).Cast<MethodInfo>().ToArray();
        return found switch
        {
            [var method] => method,
            [] => throw new WorkerLoadException(
                WorkerLoadException.FunctionNotFound,
                $"{WrittenName(type)} in {name.File} has no method {name.Method}; "
                + NearestNames.Hint(name.Method, MethodsOf(type), "it has no public method")),
            _ => throw new WorkerLoadException(
                WorkerLoadException.NotCallable,
                $"{WrittenName(type)} in {name.File} has {found.Length} methods {name.Method}; "
                + "give the one for rows a name of its own."),
        };
    }

    private static bool HasMethods(Type type) => type.IsVisible && MethodsOf(type).Any();

    private static IEnumerable<string> MethodsOf(Type type) =>
        type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(method => !method.IsSpecialName && method.GetBaseDefinition().DeclaringType == type)
            .Select(method => method.Name);

    private static string WrittenName(Type type) => type.FullName!.Replace('+', '.');
}
