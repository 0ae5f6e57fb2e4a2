using Bridge.Connections;
using Bridge.Pickle;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Manager;

/// <summary>How a <see cref="ManagerClient"/> connects and calls. Immutable.</summary>
public sealed record ManagerClientOptions
{
    /// <summary>All defaults.</summary>
    public static ManagerClientOptions Default { get; } = new();

    /// <summary>Deadlines and limits of each connection.</summary>
    public ConnectionOptions Connection { get; init; } = ConnectionOptions.Default;

    /// <summary>Limits of the codec, and what it knows.</summary>
    /// <value>
    /// <see cref="PickleOptions.Default"/> by default. Requests are always written in pickle protocol 4, which every
    /// server reads, whatever <see cref="PickleOptions.Protocol"/> was.
    /// </value>
    public PickleOptions Pickle
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value.Protocol == PickleOptions.DefaultProtocol
                ? value
                : value with { Protocol = PickleOptions.DefaultProtocol };
        }
    } = PickleOptions.Default;

    /// <summary>How long one call may take before it fails with <see cref="BridgeConnectionException"/>.</summary>
    /// <value>
    /// Null by default: calls wait as long as the connection lives. Waits that are meant to last, such as
    /// <c>Queue.get</c>, are made of short calls and are not limited by it.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">Zero or negative.</exception>
    public TimeSpan? CallTimeout
    {
        get;
        init
        {
            if (value is { } timeout)
            {
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
            }

            field = value;
        }
    }

    /// <summary>How many pipelined connections quick calls share.</summary>
    /// <value>2 by default. Calls on one proxy always use the same one, so they keep their order.</value>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1 or more than 64.</exception>
    public int Lanes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 64);
            field = value;
        }
    } = 2;

    /// <summary>Where the client logs. Never contains the authkey or a payload.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}
