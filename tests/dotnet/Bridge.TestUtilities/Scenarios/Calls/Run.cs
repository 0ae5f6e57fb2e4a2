namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>Makes the calls of the tables of one form.</summary>
internal static class Run
{
    /// <summary>A call without a result; Python's method returns <c>None</c>.</summary>
    public static Func<Task<object?>> None(Func<ValueTask> call) => async () =>
    {
        await call();
        return null;
    };

    /// <inheritdoc cref="None(Func{ValueTask})"/>
    public static Func<Task<object?>> None(Func<Task> call) => async () =>
    {
        await call();
        return null;
    };

    /// <summary>A call with a result.</summary>
    public static Func<Task<object?>> Value<T>(Func<ValueTask<T>> call) => async () => await call();

    /// <inheritdoc cref="Value{T}(Func{ValueTask{T}})"/>
    public static Func<Task<object?>> Value<T>(Func<Task<T>> call) => async () => await call();
}
