using Bridge.Pickle;

namespace Bridge.Manager;

/// <summary>One reply of a manager server, as <c>convert_to_error</c> in Lib/multiprocessing/managers.py reads it.</summary>
internal readonly struct Reply
{
    private readonly object? _payload;
    private readonly PickleOptions _options;

    private Reply(ReplyKind kind, object? payload, PickleOptions options)
    {
        Kind = kind;
        _payload = payload;
        _options = options;
    }

    public ReplyKind Kind { get; }

    /// <summary>Reads the pickled pair (kind, payload).</summary>
    /// <exception cref="UnpicklingException">The bytes are no pickle.</exception>
    /// <exception cref="BridgeProtocolException">The pickle is no reply.</exception>
    public static Reply Read(ReadOnlySpan<byte> body, PickleOptions options)
    {
        if (PickleReader.Read(body, options) is not PythonTuple { Count: 2 } pair)
        {
            throw NotAReply("something that is not a pair");
        }

        var kind = pair[0] switch
        {
            "#RETURN" => ReplyKind.Return,
            "#ERROR" => ReplyKind.Error,
            "#TRACEBACK" => ReplyKind.Traceback,
            "#PROXY" => ReplyKind.Proxy,
            "#UNSERIALIZABLE" => ReplyKind.Unserializable,
            var other => throw NotAReply($"the kind {other as string ?? "(not a string)"}"),
        };
        return new Reply(kind, pair[1], options);
    }

    /// <summary>Throws what the server reported, if it did.</summary>
    /// <exception cref="RemoteException">The server reported an error.</exception>
    public Reply ThrowIfError() => Kind switch
    {
        ReplyKind.Return or ReplyKind.Proxy => this,
        ReplyKind.Error => throw RemoteErrors.FromException(Payload<object?>()),
        ReplyKind.Traceback => throw RemoteErrors.FromTraceback(Payload<object?>() as string ?? ""),
        _ => throw RemoteErrors.FromUnserializable(Payload<object?>() as string ?? ""),
    };

    /// <summary>The payload, converted.</summary>
    /// <exception cref="InvalidCastException">It has another type.</exception>
    public T Payload<T>() => PickleSerializer.Convert<T>(_payload, _options, hasShared: true);

    private static BridgeProtocolException NotAReply(string what) =>
        new($"Expected a manager's reply such as ('#RETURN', value), got {what}; is the other side a CPython manager?");
}
