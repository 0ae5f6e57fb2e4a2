namespace Bridge.Pipes;

/// <summary>How a <see cref="PythonListener"/> takes its clients. Immutable.</summary>
public sealed record PythonListenerOptions
{
    /// <summary>All defaults.</summary>
    public static PythonListenerOptions Default { get; } = new();

    /// <summary>How each connection behaves; its deadline limits the handshake of a client.</summary>
    public PythonConnectionOptions Connection { get; init; } = PythonConnectionOptions.Default;

    /// <summary>
    /// How many clients may shake hands or wait for <see cref="PythonListener.AcceptAsync"/>; the system holds more of
    /// them back.
    /// </summary>
    /// <value>64 by default.</value>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxWaitingClients
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 64;

    /// <summary>Told why a client was refused: another authkey, none, or no Python at all. Must not block.</summary>
    /// <value>Null by default: it is logged only.</value>
    public Action<BridgeException>? ClientRefused { get; init; }
}
