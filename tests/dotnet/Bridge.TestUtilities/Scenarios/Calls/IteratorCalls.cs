using Bridge.Pickle;
using Bridge.Proxies;

namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>The .NET methods of <c>Iterator</c>.</summary>
internal static class IteratorCalls
{
    private const string GeneratorsOnly =
        "only generators have it; for others Python raises `KeyError`, .NET `NotSupportedException`";

    public static ICallTable Table { get; } = new CallTable<IteratorProxy<object?>>((client, reference) => new(client, reference))
    {
        { "__next__", "Python's timeout, which only the results of `imap` take, is a token in .NET, which cancels the wait" },
        {
            "__next__", "TryNextAsync",
            (iterator, a, token) => a.Plain switch
            {
                [] => () => NextAsync(iterator.TryNextAsync(token)),
                [var limit] when Arguments.Seconds(limit) is { } timeout => () => NextAsync(iterator, timeout, token),
                _ => null,
            }
        },
        { "close", GeneratorsOnly },
        { "close", "CloseAsync", (iterator, _, token) => Run.None(() => iterator.CloseAsync(token)) },
        { "send", GeneratorsOnly },
        {
            "send", "SendAsync",
            (iterator, a, token) => a.Plain is [var value] ? () => NextAsync(iterator.SendAsync(value, token)) : null
        },
        { "throw", GeneratorsOnly },
        {
            "throw", "ThrowAsync",
            (iterator, a, token) => a.Plain switch
            {
                [PythonException error] => () => NextAsync(iterator.ThrowAsync(error, token)),
                [PythonGlobal type] =>
                    () => NextAsync(iterator.ThrowAsync(new PythonException(type.FullName), token)),
                _ => null,
            }
        },
    };

    private static async Task<object?> NextAsync(ValueTask<(bool, object?)> call) =>
        await call is (true, var item) ? item : throw new InsteadException("StopIteration");

    private static async Task<object?> NextAsync(
        IteratorProxy<object?> iterator, TimeSpan timeout, CancellationToken token)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(token);
        limit.CancelAfter(timeout);
        try
        {
            return await NextAsync(iterator.TryNextAsync(limit.Token));
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            throw new InsteadException("TimeoutError");
        }
    }
}
