namespace Bridge.Manager;

/// <summary>The first element of every reply of a manager server.</summary>
internal enum ReplyKind
{
    /// <summary><c>#RETURN</c>: the result by value.</summary>
    Return,

    /// <summary><c>#ERROR</c>: the exception that the method raised, as an instance.</summary>
    Error,

    /// <summary><c>#TRACEBACK</c>: the server itself failed; a formatted traceback.</summary>
    Traceback,

    /// <summary><c>#PROXY</c>: the result stays on the server; its exposed methods and its token.</summary>
    Proxy,

    /// <summary><c>#UNSERIALIZABLE</c>: the method ran, but its result cannot be pickled; a traceback.</summary>
    Unserializable,
}
