using System.Reflection;
using Bridge.Pickle;

namespace Bridge.PythonNet.Serving;

/// <summary>One method of a C# class, as Python calls it.</summary>
internal sealed class ServedMethod
{
    private readonly MethodInfo _method;
    private readonly ServedParameter[] _parameters;
    private readonly Func<object?, object?> _await;

    public ServedMethod(MethodInfo method)
    {
        if (method.ContainsGenericParameters)
        {
            throw new ArgumentException($"{Describe(method)} is generic, and cannot be served.");
        }

        _method = method;
        _parameters = [.. method.GetParameters().Select(parameter => new ServedParameter(parameter))];
        _await = Awaiting.For(method);
        Name = method.GetCustomAttribute<PythonNameAttribute>()?.Name ?? PickleNamingPolicy.SnakeCase.ConvertName(
            method.Name.EndsWith("Async", StringComparison.Ordinal) && method.Name.Length > 5 ? method.Name[..^5] : method.Name);
    }

    /// <summary>Its name in Python: without <c>Async</c>, in snake_case.</summary>
    public string Name { get; }

    /// <summary>Calls it, and waits for its task.</summary>
    /// <exception cref="PythonException">A <c>TypeError</c>: the arguments do not fit.</exception>
    public object? Invoke(object target, ServedArguments arguments, CancellationToken stopping)
    {
        var values = new object?[_parameters.Length];
        var positional = 0;
        var named = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var parameter = _parameters[i];
            if (parameter.IsCancellation)
            {
                values[i] = stopping;
            }
            else if (positional < arguments.Positional.Count)
            {
                if (arguments.Named.ContainsKey(parameter.Name))
                {
                    throw Error($"got multiple values for argument '{parameter.Name}'");
                }

                values[i] = Read(parameter, arguments.Positional[positional++]);
            }
            else if (arguments.Named.TryGetValue(parameter.Name, out var value))
            {
                named++;
                values[i] = Read(parameter, value);
            }
            else
            {
                values[i] = parameter.HasDefault
                    ? parameter.Default
                    : throw Error($"missing the required argument '{parameter.Name}'");
            }
        }

        if (positional < arguments.Positional.Count)
        {
            throw Error($"takes {Count(positional)} but {arguments.Positional.Count} were given");
        }

        if (named < arguments.Named.Count)
        {
            var unknown = arguments.Named.Keys.First(name => _parameters.All(parameter => parameter.Name != name));
            throw Error($"got an unexpected argument '{unknown}'");
        }

        return _await(_method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, values, null));
    }

    private static string Count(int number) => number == 1 ? "1 positional argument" : $"{number} positional arguments";

    private static string Describe(MethodInfo method) => $"{method.DeclaringType?.Name}.{method.Name}";

    private object? Read(ServedParameter parameter, ServedValue value)
    {
        try
        {
            return parameter.Read(value);
        }
        catch (Exception e) when (e is InvalidCastException or UnpicklingException or OverflowException)
        {
            throw Error($"argument '{parameter.Name}': {e.Message}");
        }
    }

    private PythonException Error(string what) => new("TypeError", $"{Name}() {what}");

    /// <summary>How the result of a method is waited for.</summary>
    private static class Awaiting
    {
        private static readonly MethodInfo OfTaskMethod = Method(nameof(OfTask));
        private static readonly MethodInfo OfValueTaskMethod = Method(nameof(OfValueTask));

        public static Func<object?, object?> For(MethodInfo method)
        {
            var type = method.ReturnType;
            if (type == typeof(void))
            {
                return static _ => null;
            }

            if (type == typeof(Task))
            {
                return static task =>
                {
                    ((Task)task!).GetAwaiter().GetResult();
                    return null;
                };
            }

            if (type == typeof(ValueTask))
            {
                return static task =>
                {
                    ((ValueTask)task!).AsTask().GetAwaiter().GetResult();
                    return null;
                };
            }

            if (!type.IsGenericType)
            {
                return static value => value;
            }

            var definition = type.GetGenericTypeDefinition();
            if (definition == typeof(IAsyncEnumerable<>))
            {
                throw new ArgumentException($"{Describe(method)} returns an IAsyncEnumerable, and cannot be served; return a list.");
            }

            return definition == typeof(Task<>) ? Make(OfTaskMethod, type)
                : definition == typeof(ValueTask<>) ? Make(OfValueTaskMethod, type)
                : static value => value;
        }

        private static object? OfTask<T>(object? task) => ((Task<T>)task!).GetAwaiter().GetResult();

        private static object? OfValueTask<T>(object? task) => ((ValueTask<T>)task!).AsTask().GetAwaiter().GetResult();

        private static MethodInfo Method(string name) =>
            typeof(Awaiting).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!;

        private static Func<object?, object?> Make(MethodInfo method, Type task) =>
            method.MakeGenericMethod(task.GetGenericArguments()).CreateDelegate<Func<object?, object?>>();
    }
}
