using Bridge.Connections;
using Bridge.Pickle;

namespace Bridge.Manager;

/// <summary>Builds the frames of requests: the pickled tuple (ident, name, args, kwds).</summary>
internal static class Request
{
    /// <summary>A call of a method of a referent, for the proxy loop.</summary>
    /// <exception cref="PicklingException">An argument has no Python equivalent.</exception>
    public static FrameBuffer Call(
        object? ident,
        string method,
        IReadOnlyList<object?> arguments,
        IReadOnlyDictionary<string, object?>? keywords,
        PickleOptions options)
    {
        var keywordArguments = new PythonDict();
        if (keywords is not null)
        {
            foreach (var (name, value) in keywords)
            {
                keywordArguments[name] = value;
            }
        }

        var frame = FrameBuffer.Rent();
        try
        {
            var request = new PythonTuple(ident, method, new PythonTuple([.. arguments]), keywordArguments);
            PickleSerializer.Serialize(frame, request, options);
            return frame;
        }
        catch
        {
            frame.Dispose();
            throw;
        }
    }

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
        object? guard = null) => Call(guard, function, arguments, keywords, options);
}
