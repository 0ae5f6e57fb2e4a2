namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>Makes the calls of the tables of one form.</summary>
internal static class Run
{
    /// <summary>A call without a result; Python's method returns <c>None</c>.</summary>
    public static Func<Task<object?>> None(Func<ValueTask> call) => None(() => call().AsTask());

    /// <inheritdoc cref="None(Func{ValueTask})"/>
    public static Func<Task<object?>> None(Func<Task> call) => async () =>
    {
        await call();
        return null;
    };

    /// <summary>A call without a result; Python's operator gives the proxy.</summary>
    public static Func<Task<object?>> Self(Func<ValueTask> call) => async () =>
    {
        await call();
        return Calls.Self.Value;
    };

    /// <summary>A call with a result.</summary>
    public static Func<Task<object?>> Value<T>(Func<ValueTask<T>> call) => async () => await call();

    /// <inheritdoc cref="Value{T}(Func{ValueTask{T}})"/>
    public static Func<Task<object?>> Value<T>(Func<Task<T>> call) => async () => await call();

    /// <summary>A call that gives the items of what Python gives an iterator for.</summary>
    public static Func<Task<object?>> Items<T>(Func<ValueTask<T>> call)
        where T : IEnumerable<object?> => async () => new Items([.. await call()]);

    /// <summary>A call that gives a hold where Python gives <c>True</c>, and null for <c>False</c>.</summary>
    /// <remarks>The call is not made in an async method: the flow that holds the lock must reach the caller.</remarks>
    public static Func<Task<object?>> Hold<T>(Func<Task<T>> call)
    {
        return () => IsHeldAsync(call());

        static async Task<object?> IsHeldAsync(Task<T> acquiring) => await acquiring is not null;
    }
}
