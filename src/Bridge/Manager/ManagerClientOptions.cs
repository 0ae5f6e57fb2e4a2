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

    /// <summary>
    /// How long the server may take for one call before that fails with <see cref="BridgeConnectionException"/>.
    /// </summary>
    /// <value>
    /// One minute by default; null for as long as the connection lives. Waits that are meant to last, such as
    /// <c>Queue.get</c>, are made of short calls, of which each is limited. Methods of custom types are not: they end
    /// by their token.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">Zero, negative, or more than 24 days.</exception>
    public TimeSpan? CallTimeout
    {
        get;
        init
        {
            if (value is { } timeout)
            {
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
                ArgumentOutOfRangeException.ThrowIfGreaterThan(timeout, TimeSpan.FromDays(24));
            }

            field = value;
        }
    } = TimeSpan.FromMinutes(1);

    /// <summary>How often a call that only reads is made again after a connection broke, before it fails.</summary>
    /// <value>
    /// 0 by default. Reads are those that take and change nothing: <c>__getitem__</c>, <c>copy</c>, <c>qsize</c>, … of
    /// the typed proxies. There is a pause before each attempt: 50 ms, then twice as long each time.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int ReadRetries
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>Says where a manager that a nested proxy names can be reached from here; null where it says so itself.</summary>
    /// <value>
    /// Null by default. For containers and NAT: a server that is bound to all interfaces calls itself 0.0.0.0.
    /// </value>
    public Func<ManagerAddress, ManagerAddress>? RewriteAddress { get; init; }

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

    /// <summary>When <see cref="SilentThreadWatch"/> looks for the first time.</summary>
    internal TimeSpan SilentThreadPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long disposal waits for a server that gives no reference back.</summary>
    internal TimeSpan ReleasePatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Where the client logs. Never contains the authkey or a payload.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}
