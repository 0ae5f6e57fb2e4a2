using Bridge.Pickle;

namespace Bridge.Manager;

/// <summary>One reply of a manager server, as <c>convert_to_error</c> in Lib/multiprocessing/managers.py reads it.</summary>
/// <typeparam name="T">What the caller asked for; other payloads are natural values.</typeparam>
internal readonly struct Reply<T>
{
    private readonly T _value;
    private readonly object? _natural;
    private readonly PickleOptions? _options;

    private Reply(T value)
    {
        Kind = ReplyKind.Return;
        _value = value;
    }

    private Reply(ReplyKind kind, object? natural, PickleOptions options)
    {
        Kind = kind;
        _value = default!;
        _natural = natural;
        _options = options;
    }

    public ReplyKind Kind { get; }

    /// <summary>What came with a reply of another kind than <see cref="ReplyKind.Return"/>.</summary>
    public object? Natural => _natural;

    /// <summary>Reads the pickled pair (kind, payload).</summary>
    /// <exception cref="UnpicklingException">The bytes are no pickle.</exception>
    /// <exception cref="BridgeProtocolException">The pickle is no reply.</exception>
    public static Reply<T> Read(ReadOnlySpan<byte> body, PickleOptions options)
    {
        if (DirectReader.TryReadPair<T>(body, "#RETURN", "#RETURN"u8, options, out var direct))
        {
            return new Reply<T>(direct);
        }

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
        return new Reply<T>(kind, pair[1], options);
    }

    /// <summary>Whether a reply brings a value, as far as its first bytes tell. A wrong no costs time.</summary>
    public static bool IsReturn(ReadOnlySpan<byte> body) => DirectReader.BeginsPair(body, "#RETURN", "#RETURN"u8);

    /// <summary>The reference of a reply of the kind <see cref="ReplyKind.Proxy"/>, which its reader owns; else null.</summary>
    public ProxyReference? Reference => _natural as ProxyReference;

    /// <summary>The same reply with another natural payload.</summary>
    public Reply<T> With(object natural) => new(Kind, natural, _options!);

    /// <summary>Throws what the server reported, if it did.</summary>
    /// <exception cref="RemoteException">The server reported an error.</exception>
    public Reply<T> ThrowIfError() => Kind switch
    {
        ReplyKind.Return or ReplyKind.Proxy => this,
        ReplyKind.Error => throw RemoteErrors.FromException(_natural),
        ReplyKind.Traceback => throw RemoteErrors.FromTraceback(_natural as string ?? ""),
        _ => throw RemoteErrors.FromUnserializable(_natural as string ?? ""),
    };

    /// <summary>The payload, converted.</summary>
    /// <exception cref="InvalidCastException">It has another type.</exception>
    public T Payload() =>
        _options is null ? _value : PickleSerializer.Convert<T>(_natural, _options, hasShared: true);

    private static BridgeProtocolException NotAReply(string what) =>
        new($"Expected a manager's reply such as ('#RETURN', value), got {what}; is the other side a CPython manager?");
}
