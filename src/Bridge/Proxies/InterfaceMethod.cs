using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Bridge.Pickle;

namespace Bridge.Proxies;

/// <summary>One method of an interface, and the Python method that it calls.</summary>
internal sealed class InterfaceMethod
{
    private readonly bool _hasToken;
    private readonly bool _isVariadic;
    private readonly Caller _call;

    private InterfaceMethod(string name, bool hasToken, bool isVariadic, Caller call)
    {
        Name = name;
        _hasToken = hasToken;
        _isVariadic = isVariadic;
        _call = call;
    }

    private delegate object Caller(ObjectProxy proxy, string name, object?[] arguments, CancellationToken cancellationToken);

    /// <summary>The name in Python.</summary>
    public string Name { get; }

    /// <summary>The methods of an interface and of those it inherits, without <see cref="IAsyncDisposable"/>.</summary>
    /// <exception cref="NotSupportedException">A member cannot be a Python method.</exception>
    [RequiresDynamicCode("The calls are made for the types of the results.")]
    [RequiresUnreferencedCode("The methods of the interface are found by reflection.")]
    public static Dictionary<MethodInfo, InterfaceMethod> Of(Type contract) =>
        contract.GetInterfaces().Append(contract)
            .Where(type => type != typeof(IAsyncDisposable))
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .ToDictionary(method => method, From);

    /// <summary>Calls the Python method; returns what the method of the interface returns.</summary>
    public object Invoke(ObjectProxy proxy, object?[] arguments)
    {
        var token = CancellationToken.None;
        var sent = arguments.AsSpan();
        if (_hasToken)
        {
            token = (CancellationToken)sent[^1]!;
            sent = sent[..^1];
        }

        object?[] all = _isVariadic
            ? [.. sent[..^1], .. ((Array?)sent[^1] ?? Array.Empty<object?>()).Cast<object?>()]
            : [.. sent];
        return _call(proxy, Name, all, token);
    }

    [RequiresDynamicCode("The calls are made for the types of the results.")]
    [RequiresUnreferencedCode("The methods of the interface are found by reflection.")]
    private static InterfaceMethod From(MethodInfo method)
    {
        if (method.IsSpecialName)
        {
            throw Refused(method, "properties and events cannot be awaited; declare a method, such as Task<T> GetNameAsync()");
        }

        if (method.IsGenericMethodDefinition || !method.IsAbstract)
        {
            throw Refused(method, "generic methods and methods with a body have no equivalent in Python");
        }

        var parameters = method.GetParameters();
        var hasToken = parameters is [.., { } last] && last.ParameterType == typeof(CancellationToken);
        var values = hasToken ? parameters[..^1] : parameters;
        if (values.Any(p => p.ParameterType.IsByRef || p.ParameterType == typeof(CancellationToken)))
        {
            throw Refused(method, "parameters are values, and a CancellationToken comes last");
        }

        var isVariadic = values is [.., { } rest] && rest.IsDefined(typeof(ParamArrayAttribute), false);
        return new InterfaceMethod(NameOf(method), hasToken, isVariadic, CallerOf(method));
    }

    private static string NameOf(MethodInfo method)
    {
        if (method.GetCustomAttribute<PythonNameAttribute>() is { } named)
        {
            return named.Name;
        }

        const string Suffix = "Async";
        var name = method.Name;
        return PickleNamingPolicy.SnakeCase.ConvertName(
            name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name);
    }

    [RequiresDynamicCode("The calls are made for the types of the results.")]
    [RequiresUnreferencedCode("The methods of the interface are found by reflection.")]
    private static Caller CallerOf(MethodInfo method)
    {
        var type = method.ReturnType;
        if (type == typeof(Task))
        {
            return (proxy, name, arguments, token) => proxy.CallAsync(name, arguments, null, token);
        }

        if (type == typeof(ValueTask))
        {
            return (proxy, name, arguments, token) => new ValueTask(proxy.CallAsync(name, arguments, null, token));
        }

        var caller = (type.IsGenericType ? type.GetGenericTypeDefinition() : null) switch
        {
            var task when task == typeof(Task<>) => nameof(CallTask),
            var task when task == typeof(ValueTask<>) => nameof(CallValueTask),
            var sequence when sequence == typeof(IAsyncEnumerable<>) => nameof(EnumerateAsync),
            _ => throw Refused(method, "it must return Task, ValueTask, Task<T>, ValueTask<T> or IAsyncEnumerable<T>"),
        };
        return typeof(InterfaceMethod).GetMethod(caller, BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(type.GetGenericArguments())
            .CreateDelegate<Caller>();
    }

    private static Task<T> CallTask<T>(
        ObjectProxy proxy, string name, object?[] arguments, CancellationToken cancellationToken) =>
        proxy.CallAsync<T>(name, arguments, null, cancellationToken);

    private static object CallValueTask<T>(
        ObjectProxy proxy, string name, object?[] arguments, CancellationToken cancellationToken)
    {
        object boxed = new ValueTask<T>(proxy.CallAsync<T>(name, arguments, null, cancellationToken));
        return boxed;
    }

    // One item at a time: a generator may do something for each item, and must not run ahead of the reader.
    private static async IAsyncEnumerable<T> EnumerateAsync<T>(
        ObjectProxy proxy, string name, object?[] arguments, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var iterator = await proxy.IterateAsync<T>(name, arguments, null, cancellationToken).ConfigureAwait(false);
        await using (((IAsyncDisposable)iterator).ConfigureAwait(false))
        {
            await foreach (var item in iterator.ReadAllAsync(1, cancellationToken).ConfigureAwait(false))
            {
                yield return item;
            }
        }
    }

    private static NotSupportedException Refused(MethodInfo method, string why) =>
        new($"{method.DeclaringType!.Name}.{method.Name} cannot call a Python method: {why}.");
}
