using System.Reflection;
using Bridge.Workers;

namespace Bridge.WorkerHost;

/// <summary>Makes a worker function of a method, by what it takes and what it returns.</summary>
internal static class HandlerFactory
{
    /// <summary>The function.</summary>
    /// <param name="method">Takes a row, and perhaps a token.</param>
    /// <param name="instance">Null for a static method.</param>
    public static WorkerFunction Create(MethodInfo method, object? instance)
    {
        var row = method.GetParameters()[0].ParameterType;
        var (maker, value) = Maker(method.ReturnType);
        Type[] types = value is null ? [row] : [row, value];
        var make = typeof(HandlerFactory).GetMethod(maker, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(types);
        return (WorkerFunction)make.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [method, instance], null)!;
    }

    // Which of the methods below, and the type of the values. A list is one value, as in Python; an iterator is several.
    private static (string Maker, Type? Value) Maker(Type returned)
    {
        if (returned == typeof(void))
        {
            return (nameof(Nothing), null);
        }

        if (returned == typeof(Task))
        {
            return (nameof(AwaitedNothing), null);
        }

        if (returned == typeof(ValueTask))
        {
            return (nameof(QuicklyAwaitedNothing), null);
        }

        var definition = returned.IsGenericType ? returned.GetGenericTypeDefinition() : null;
        var maker = definition switch
        {
            _ when definition == typeof(Task<>) => nameof(Awaited),
            _ when definition == typeof(ValueTask<>) => nameof(QuicklyAwaited),
            _ when definition == typeof(IEnumerable<>) => nameof(Several),
            _ when definition == typeof(IAsyncEnumerable<>) => nameof(SeveralAwaited),
            _ => nameof(One),
        };
        return maker == nameof(One) ? (maker, returned) : (maker, returned.GetGenericArguments()[0]);
    }

    private static WorkerFunction One<TRow, TOut>(MethodInfo method, object? instance) =>
        WorkerFunction.Create(Call<TRow, TOut>(method, instance));

    private static WorkerFunction Awaited<TRow, TOut>(MethodInfo method, object? instance) =>
        WorkerFunction.Create(Call<TRow, Task<TOut>>(method, instance));

    private static WorkerFunction QuicklyAwaited<TRow, TOut>(MethodInfo method, object? instance) =>
        WorkerFunction.Create(Call<TRow, ValueTask<TOut>>(method, instance));

    private static WorkerFunction Several<TRow, TOut>(MethodInfo method, object? instance) =>
        WorkerFunction.Create(Call<TRow, IEnumerable<TOut>>(method, instance));

    private static WorkerFunction SeveralAwaited<TRow, TOut>(MethodInfo method, object? instance) =>
        WorkerFunction.Create(Call<TRow, IAsyncEnumerable<TOut>>(method, instance));

    private static WorkerFunction AwaitedNothing<TRow>(MethodInfo method, object? instance)
    {
        var call = Call<TRow, Task>(method, instance);
        return WorkerFunction.Create<TRow, object?>(async (row, stopping) =>
        {
            await call(row, stopping);
            return null;
        });
    }

    private static WorkerFunction QuicklyAwaitedNothing<TRow>(MethodInfo method, object? instance)
    {
        var call = Call<TRow, ValueTask>(method, instance);
        return WorkerFunction.Create<TRow, object?>(async (row, stopping) =>
        {
            await call(row, stopping);
            return null;
        });
    }

    private static WorkerFunction Nothing<TRow>(MethodInfo method, object? instance)
    {
        Action<TRow, CancellationToken> call;
        if (method.GetParameters().Length == 2)
        {
            call = method.CreateDelegate<Action<TRow, CancellationToken>>(instance);
        }
        else
        {
            var plain = method.CreateDelegate<Action<TRow>>(instance);
            call = (row, _) => plain(row);
        }

        return WorkerFunction.Create<TRow, object?>((row, stopping) =>
        {
            call(row, stopping);
            return (object?)null;
        });
    }

    private static Func<TRow, CancellationToken, TResult> Call<TRow, TResult>(MethodInfo method, object? instance)
    {
        if (method.GetParameters().Length == 2)
        {
            return method.CreateDelegate<Func<TRow, CancellationToken, TResult>>(instance);
        }

        var plain = method.CreateDelegate<Func<TRow, TResult>>(instance);
        return (row, _) => plain(row);
    }
}
