using Microsoft.Extensions.Logging;

namespace Bridge.Connections.Transports;

/// <summary>Opens the transport that an address asks for.</summary>
internal static class TransportFactory
{
    /// <summary>Opens it.</summary>
    /// <param name="address">The address.</param>
    /// <param name="blocks">Whether all that waits blocks its thread, connecting included.</param>
    /// <param name="speaksFirst">Whether what listens there says something first, as a manager does.</param>
    /// <param name="logger">Told what was tried again.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    /// <exception cref="PlatformNotSupportedException">This system has no such transport.</exception>
    internal static Task<Transport> OpenAsync(
        ManagerAddress address, bool blocks, bool speaksFirst, ILogger logger, CancellationToken cancellationToken)
    {
        switch (address.Family)
        {
            case ManagerAddressFamily.Tcp:
                return TcpTransport.ConnectAsync(address, blocks, speaksFirst, logger, cancellationToken);

            case ManagerAddressFamily.NamedPipe:
                return OperatingSystem.IsWindows()
                    ? NamedPipeTransport.ConnectAsync(address, cancellationToken)
                    : throw new PlatformNotSupportedException(
                        $"{address} is a named pipe, which only Windows has; use a Unix socket or TCP here.");

            case ManagerAddressFamily.AbstractSocket when !OperatingSystem.IsLinux():
                throw new PlatformNotSupportedException(
                    $"{address} is an abstract socket, which only Linux has; use a socket file or TCP here.");

            default:
                return UnixSocketTransport.ConnectAsync(address, blocks, logger, cancellationToken);
        }
    }
}
