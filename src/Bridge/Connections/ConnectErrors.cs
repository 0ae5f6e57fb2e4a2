using System.Globalization;
using System.Net.Sockets;

namespace Bridge.Connections;

/// <summary>Says in one sentence why a manager could not be reached, and what to do.</summary>
internal static class ConnectErrors
{
    internal static BridgeConnectionException Explain(ManagerAddress address, Exception error) =>
        new(Sentence(address, error), error);

    internal static BridgeConnectionException TimedOut(ManagerAddress address, TimeSpan timeout) =>
        new(string.Create(
            CultureInfo.InvariantCulture,
            $"{address} did not accept the connection within {timeout.TotalSeconds:0.###} s. ")
            + "Start the manager, correct the address, or look for a firewall between the two.");

    /// <summary>The system's words for an error, fit to stand in parentheses.</summary>
    internal static string Reason(Exception error) => error switch
    {
        EndOfStreamException => "it ended in the middle of a message",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "connection refused",
        SocketException { SocketErrorCode: SocketError.ConnectionReset } => "connection reset",
        _ => error.Message.TrimEnd('.', ' '),
    };

    private static string Sentence(ManagerAddress address, Exception error)
    {
        if (error is not SocketException socketError)
        {
            return $"Could not connect to {address} ({Reason(error)}); correct the address.";
        }

        // .NET has no error code of its own for a missing file.
        return address.Family == ManagerAddressFamily.UnixSocket
            && socketError.SocketErrorCode != SocketError.AccessDenied
            && !Path.Exists(address.Path)
            ? $"There is no socket {address.Path}: start the manager, or correct the path."
            : Sentence(address, socketError);
    }

    private static string Sentence(ManagerAddress address, SocketException error) => error.SocketErrorCode switch
    {
        SocketError.ConnectionRefused when address.Family == ManagerAddressFamily.UnixSocket =>
            $"Nothing listens at {address} (connection refused): the manager that made the file is gone, or it is no socket. "
            + "Start the manager, or correct the path.",
        SocketError.ConnectionRefused =>
            $"Nothing listens at {address} (connection refused); start the manager, or correct the address.",
        SocketError.AccessDenied =>
            $"Access to {address} was denied; run as the user who may use the socket, or change its permissions.",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery =>
            $"The host '{address.Host}' is unknown, or has no IPv4 address; correct the address.",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown =>
            $"There is no way to {address} from here ({Reason(error)}); correct the address, or the network.",
        SocketError.TimedOut =>
            $"{address} did not answer; start the manager, correct the address, or look for a firewall between the two.",
        _ => $"Could not connect to {address} ({Reason(error)}); correct the address.",
    };
}
