using System.Reflection;
using Bridge.Workers;
using Bridge.Workers.Child;

namespace Bridge.WorkerHost.InProcess;

/// <summary>A method that a Python program calls in its own process. Thread-safe.</summary>
/// <param name="method">The method.</param>
/// <param name="instance">Null for a static one.</param>
/// <param name="codec">Reads rows and writes answers.</param>
/// <param name="gate">Lets one call in at a time, as in a worker; null when the method takes care of itself.</param>
internal sealed class InProcessFunction(MethodInfo method, object? instance, WorkerCodec codec, SemaphoreSlim? gate)
{
    private readonly WorkerFunction _function = HandlerFactory.Create(method, instance);

    /// <summary>Whether the method can be told to end.</summary>
    public bool IsCancelable { get; } = method.GetParameters().Length == 2;

    /// <summary>Whether the method blocks its thread until it is done.</summary>
    public bool Blocks { get; } = !IsAwaited(method.ReturnType);

    /// <summary>Runs the method over a pickled list of rows. Fails only when canceled.</summary>
    public async ValueTask<Answer> RunAsync(byte[] batch, long count, CancellationToken stopping)
    {
        if (gate is not null)
        {
            await gate.WaitAsync(stopping).ConfigureAwait(false);
        }

        try
        {
            var keeping = codec.Keeping();
            var (pickle, isPlain) = await _function.RunAsync(batch, count, keeping, stopping).ConfigureAwait(false);
            return new Answer(pickle, isPlain, keeping.Written);
        }
        catch (Exception error) when (error is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            return Failed(error, count);
        }
        finally
        {
            gate?.Release();
        }
    }

    /// <summary>The answer when something went wrong that no row is to blame for.</summary>
    public Answer Failed(Exception error, long count) =>
        new(AnswerWriter.WriteFailures(RowFailure.Of(error), count, codec.Options), false, null);

    private static bool IsAwaited(Type returned)
    {
        var definition = returned.IsGenericType ? returned.GetGenericTypeDefinition() : returned;
        return definition == typeof(Task) || definition == typeof(ValueTask) || definition == typeof(Task<>)
            || definition == typeof(ValueTask<>) || definition == typeof(IAsyncEnumerable<>);
    }
}
