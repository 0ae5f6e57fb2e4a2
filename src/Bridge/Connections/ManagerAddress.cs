using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Bridge.Connections;

/// <summary>Where a manager server listens.</summary>
/// <remarks>
/// Immutable and thread-safe. Two addresses are equal when their text is: <c>localhost</c> is not
/// <c>127.0.0.1</c>, as for Python, which compares addresses the same way.
/// </remarks>
public sealed class ManagerAddress : IEquatable<ManagerAddress>
{
    private ManagerAddress(ManagerAddressFamily family, string? host, int port, string? path)
    {
        Family = family;
        Host = host;
        Port = port;
        Path = path;
    }

    /// <summary>How the manager is reached.</summary>
    public ManagerAddressFamily Family { get; }

    /// <summary>The host name or IPv4 address; null unless <see cref="Family"/> is TCP.</summary>
    public string? Host { get; }

    /// <summary>The TCP port; 0 unless <see cref="Family"/> is TCP.</summary>
    public int Port { get; }

    /// <summary>The socket file, the abstract name without its NUL, or <c>\\server\pipe\name</c>; null for TCP.</summary>
    public string? Path { get; }

    /// <summary>Whether it is surely on this machine.</summary>
    internal bool IsNear =>
        Host is not { } host || host == "localhost" || (IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));

    /// <summary>A manager at a TCP port: Python's <c>(host, port)</c>.</summary>
    /// <param name="host">A host name or an IPv4 address.</param>
    /// <param name="port">0 to 65535; 0 lets a server choose and cannot be dialled.</param>
    /// <exception cref="ArgumentException"><paramref name="host"/> is no host name, or an IPv6 address.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="port"/> is no port.</exception>
    public static ManagerAddress Tcp(string host, int port)
    {
        ArgumentNullException.ThrowIfNull(host);
        ThrowIf(AddressRules.HostProblem(host), nameof(host));
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, AddressRules.MaxPort);

        return new ManagerAddress(ManagerAddressFamily.Tcp, host, port, null);
    }

    /// <summary>A manager at a Unix domain socket with a file.</summary>
    /// <param name="path">The socket file, absolute or relative; must fit the system's <c>sun_path</c>.</param>
    /// <exception cref="ArgumentException">The path is empty, too long, or starts with <c>@</c>.</exception>
    public static ManagerAddress UnixSocket(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        ThrowIf(AddressRules.UnixPathProblem(path), nameof(path));

        return new ManagerAddress(ManagerAddressFamily.UnixSocket, null, 0, path);
    }

    /// <summary>A manager at a Linux abstract socket: Python's <c>'\0name'</c>.</summary>
    /// <param name="name">The name without the leading NUL.</param>
    /// <exception cref="ArgumentException">The name is empty or too long.</exception>
    public static ManagerAddress AbstractSocket(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        ThrowIf(AddressRules.AbstractNameProblem(name), nameof(name));

        return new ManagerAddress(ManagerAddressFamily.AbstractSocket, null, 0, name);
    }

    /// <summary>A manager at a Windows named pipe.</summary>
    /// <param name="name">The name of a local pipe, or <c>\\server\pipe\name</c>.</param>
    /// <exception cref="ArgumentException">The name is empty, or starts with a backslash without being a full one.</exception>
    public static ManagerAddress NamedPipe(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        ThrowIf(AddressRules.PipeProblem(name), nameof(name));

        return new ManagerAddress(ManagerAddressFamily.NamedPipe, null, 0, AddressRules.FullPipeName(name));
    }

    /// <summary>
    /// Reads <c>tcp://host:port</c>, <c>host:port</c>, <c>/path</c>, <c>unix:path</c>, <c>@name</c>,
    /// <c>\\.\pipe\name</c> or <c>pipe:name</c>.
    /// </summary>
    /// <param name="text">The text of an address.</param>
    /// <exception cref="FormatException">The text is none of these; the message lists them.</exception>
    public static ManagerAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return AddressParser.Read(text, out var problem) ?? throw new FormatException(problem);
    }

    /// <summary>Reads what <see cref="Parse"/> reads, without an exception.</summary>
    /// <param name="text">The text of an address.</param>
    /// <param name="address">The address, when the text is one.</param>
    /// <returns>Whether the text is an address.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ManagerAddress? address)
    {
        address = text is null ? null : AddressParser.Read(text, out _);
        return address is not null;
    }

    /// <inheritdoc/>
    public bool Equals(ManagerAddress? other) =>
        other is not null && Family == other.Family && Port == other.Port && Host == other.Host && Path == other.Path;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ManagerAddress);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Family, Host, Port, Path);

    /// <summary>The form that <see cref="Parse"/> reads back.</summary>
    public override string ToString() => Family switch
    {
        ManagerAddressFamily.Tcp => $"tcp://{Host}:{Port}",
        ManagerAddressFamily.AbstractSocket => "@" + Path,
        ManagerAddressFamily.UnixSocket when !Path!.StartsWith('/') => "unix:" + Path,
        _ => Path!,
    };

    private static void ThrowIf(string? problem, string parameter)
    {
        if (problem is not null)
        {
            throw new ArgumentException(problem, parameter);
        }
    }
}
