namespace Bridge.Connections;

/// <summary>How a manager is reached.</summary>
public enum ManagerAddressFamily
{
    /// <summary>TCP over IPv4. CPython managers know no IPv6.</summary>
    Tcp,

    /// <summary>A Unix domain socket with a file.</summary>
    UnixSocket,

    /// <summary>A Linux Unix domain socket without a file.</summary>
    AbstractSocket,

    /// <summary>A Windows named pipe.</summary>
    NamedPipe,
}
