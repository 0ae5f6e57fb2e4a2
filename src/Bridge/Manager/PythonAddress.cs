using System.Text;
using Bridge.Connections;
using Bridge.Pickle;

namespace Bridge.Manager;

/// <summary>Addresses as tokens have them: a tuple (host, port), a str, or bytes for an abstract socket.</summary>
internal static class PythonAddress
{
    private static readonly string[] ThisHost = ["127.0.0.1", "localhost", "0.0.0.0"];

    public static object ToPython(ManagerAddress address) => address.Family switch
    {
        ManagerAddressFamily.Tcp => new PythonTuple(address.Host, (long)address.Port),
        ManagerAddressFamily.AbstractSocket => Encoding.UTF8.GetBytes("\0" + address.Path),
        _ => address.Path!,
    };

    /// <summary>The address that Python wrote; null when it is none that can be dialled.</summary>
    public static ManagerAddress? FromPython(object? address)
    {
        try
        {
            return address switch
            {
                PythonTuple { Count: 2 } pair when pair[0] is string host && pair[1] is long port and >= 0 =>
                    ManagerAddress.Tcp(host, checked((int)port)),
                byte[] { Length: > 1 } name when name[0] == 0 =>
                    ManagerAddress.AbstractSocket(Encoding.UTF8.GetString(name.AsSpan(1))),
                string path when path.StartsWith('\0') => ManagerAddress.AbstractSocket(path[1..]),
                string path when path.StartsWith(@"\\", StringComparison.Ordinal) => ManagerAddress.NamedPipe(path),
                string path => ManagerAddress.UnixSocket(path),
                _ => null,
            };
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>
    /// Whether two addresses mean one server: the same text, or one port of this machine by two names.
    /// </summary>
    public static bool AreAliases(ManagerAddress one, ManagerAddress other) =>
        one.Equals(other)
        || (one.Family == ManagerAddressFamily.Tcp && other.Family == ManagerAddressFamily.Tcp && one.Port == other.Port
            && ThisHost.Contains(one.Host) && ThisHost.Contains(other.Host));
}
