using System.Reflection;
using Bridge.Workers;

namespace Bridge.WorkerHost;

/// <summary>Whether a method can be called with a row.</summary>
internal static class MethodShape
{
    /// <exception cref="WorkerLoadException">It cannot.</exception>
    public static void Check(MethodInfo method, MethodName name)
    {
        if (Problem(method) is { } problem)
        {
            throw new WorkerLoadException(
                WorkerLoadException.NotCallable,
                $"{name.Type}.{name.Method} in {name.File} {problem}; write Method(Row row) or "
                + "Method(Row row, CancellationToken cancellationToken), with a row of any type.");
        }
    }

    private static string? Problem(MethodInfo method)
    {
        var parameters = method.GetParameters();
        return parameters switch
        {
            _ when method.ContainsGenericParameters || method.DeclaringType!.ContainsGenericParameters => "is generic",
            [] => "takes no row",
            _ when Array.Exists(parameters, parameter => IsPointed(parameter.ParameterType)) =>
                "has a parameter that is a reference or a span",
            _ when IsPointed(method.ReturnType) => "returns a reference or a span",
            [{ ParameterType: var only }] when only == typeof(CancellationToken) => "takes no row",
            [_] => null,
            [_, { ParameterType: var second }] when second == typeof(CancellationToken) => null,
            _ => $"takes {parameters.Length} parameters",
        };
    }

    private static bool IsPointed(Type type) => type.IsByRef || type.IsPointer || type.IsByRefLike;
}
