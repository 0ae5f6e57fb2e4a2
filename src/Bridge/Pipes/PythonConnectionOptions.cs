using Bridge.Connections;
using Bridge.Pickle;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Pipes;

/// <summary>How a <see cref="PythonConnection"/> connects, and what it accepts. Immutable.</summary>
public sealed record PythonConnectionOptions
{
    /// <summary>All defaults.</summary>
    public static PythonConnectionOptions Default { get; } = new();

    /// <summary>Deadline of connecting and handshake, and the size of the largest message.</summary>
    public ConnectionOptions Connection { get; init; } = ConnectionOptions.Default;

    /// <summary>Limits of the codec, what it knows, and the pickle protocol that it writes.</summary>
    public PickleOptions Pickle { get; init; } = PickleOptions.Default;

    /// <summary>Where connections are logged.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}
