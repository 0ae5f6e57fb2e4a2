using Bridge.Connections;
using Bridge.Pickle;

namespace Bridge.Manager;

/// <summary>Builds the frames of requests: the pickled tuple (ident, name, args, kwds).</summary>
/// <remarks>Thread-safe. Every method throws <see cref="PicklingException"/> for what has no Python equivalent.</remarks>
internal static class Request
{
    // A longer pickle tells its length itself.
    private const int MaxHint = 1024 * 1024;

    // Operands of so many bytes are sent from where they are. Copying fewer costs less than their separate writes.
    private const int MinReferredBytes = 128 * 1024;

    /// <summary>A call without arguments.</summary>
    public static FrameBuffer Call(string ident, string method, PickleOptions options) =>
        Build(ident, method, default(NoArguments), options);

    /// <summary>A call with one argument, which is not boxed.</summary>
    public static FrameBuffer Call<T>(string ident, string method, T argument, PickleOptions options) =>
        Build(ident, method, new OneArgument<T>(argument), options);

    /// <summary>A call with two arguments, which are not boxed.</summary>
    public static FrameBuffer Call<T1, T2>(string ident, string method, T1 first, T2 second, PickleOptions options) =>
        Build(ident, method, new TwoArguments<T1, T2>(first, second), options);

    /// <summary>A call with any arguments.</summary>
    public static FrameBuffer CallMany(
        object? ident,
        string method,
        IReadOnlyList<object?> arguments,
        IReadOnlyDictionary<string, object?>? keywords,
        PickleOptions options) =>
        Build(ident, method, new ManyArguments(arguments, keywords), options);

    /// <summary>A server-level function, the one request of a short connection.</summary>
    /// <param name="function">Its name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="keywords">Its keyword arguments.</param>
    /// <param name="options">The codec.</param>
    /// <param name="guard">What the server un-pickles first, and then ignores; null for nothing.</param>
    public static FrameBuffer Server(
        string function,
        IReadOnlyList<object?> arguments,
        IReadOnlyDictionary<string, object?>? keywords,
        PickleOptions options,
        object? guard = null) =>
        Build(guard, function, new ManyArguments(arguments, keywords), options);

    private static FrameBuffer Build<TArguments>(
        object? ident, string method, TArguments arguments, PickleOptions options)
        where TArguments : struct, IRequestArguments
    {
        var writer = options.RentWriter();
        try
        {
            writer.Begin();
            writer.WriteOpcode(Opcode.Mark);
            if (ident is string id)
            {
                writer.WriteText(id.AsSpan());
            }
            else
            {
                writer.WriteObject(ident);
            }

            writer.WriteText(method.AsSpan());
            arguments.Write(writer);
            writer.WriteOpcode(Opcode.Tuple);
            writer.End();
            return Copy(writer.Output);
        }
        finally
        {
            options.ReturnWriter(writer);
        }
    }

    private static FrameBuffer Copy(FramedBuffer pickle)
    {
        var isLong = pickle.OperandBytes >= MinReferredBytes;
        var frame = FrameBuffer.Rent((int)Math.Min(isLong ? pickle.Length - pickle.OperandBytes : pickle.Length, MaxHint));
        try
        {
            if (isLong)
            {
                pickle.CopyTo(frame, frame.AddOperand);
            }
            else
            {
                pickle.CopyTo(frame);
            }

            return frame;
        }
        catch
        {
            frame.Dispose();
            throw;
        }
    }
}
