using System.Text;

namespace Bridge.Connections;

/// <summary>What each kind of address may look like: one sentence about what is wrong, or null.</summary>
internal static class AddressRules
{
    internal const int MaxPort = 65535;
    private const string LocalPipes = @"\\.\pipe\";

    /// <summary>The size of <c>sun_path</c>, its closing NUL included.</summary>
    internal static int SunPathBytes { get; } =
        OperatingSystem.IsMacOS() || OperatingSystem.IsFreeBSD() || OperatingSystem.IsIOS() ? 104 : 108;

    internal static string? HostProblem(string host)
    {
        if (host.Length == 0)
        {
            return "The host is empty; use 127.0.0.1 for this machine.";
        }

        if (host.Contains(':', StringComparison.Ordinal))
        {
            return $"'{host}' looks like an IPv6 address; Python managers know IPv4 only: use a name or an IPv4 address.";
        }

        return host.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '/' or '\\' or '@' or '[' or ']')
            ? $"'{host}' is no host name; use a name or an IPv4 address."
            : null;
    }

    internal static string? UnixPathProblem(string path)
    {
        if (path.Length == 0)
        {
            return "The path of the Unix socket is empty.";
        }

        if (path.StartsWith('@'))
        {
            return $"'{path}' names an abstract socket; for a file of this name write './{path}'.";
        }

        return path.Contains('\0', StringComparison.Ordinal)
            ? "The path of a Unix socket cannot contain a NUL character."
            : LengthProblem(path, path);
    }

    internal static string? AbstractNameProblem(string name) =>
        name.Length == 0
            ? "The name of the abstract socket is empty."
            : LengthProblem(name, "@" + name);

    internal static string? PipeProblem(string name)
    {
        if (name.Length == 0)
        {
            return "The name of the pipe is empty.";
        }

        if (!name.StartsWith('\\'))
        {
            return null;
        }

        return TrySplitPipe(name, out _, out _) ? null : $@"'{name}' is no pipe name; write \\.\pipe\name.";
    }

    internal static string FullPipeName(string name) => name.StartsWith('\\') ? name : LocalPipes + name;

    /// <summary>Splits <c>\\server\pipe\name</c>.</summary>
    internal static bool TrySplitPipe(string path, out string server, out string name)
    {
        const int Slashes = 2;
        const string Middle = @"\pipe\";

        server = name = string.Empty;
        var end = path.StartsWith(@"\\", StringComparison.Ordinal)
            ? path.IndexOf(Middle, Slashes, StringComparison.OrdinalIgnoreCase)
            : -1;
        if (end <= Slashes || end + Middle.Length >= path.Length)
        {
            return false;
        }

        server = path[Slashes..end];
        name = path[(end + Middle.Length)..];
        return !server.Contains('\\', StringComparison.Ordinal);
    }

    // Both kinds need one byte more than the text: the closing NUL of a path, the leading one of a name.
    private static string? LengthProblem(string text, string shown)
    {
        var bytes = Encoding.UTF8.GetByteCount(text) + 1;
        return bytes <= SunPathBytes
            ? null
            : $"'{shown}' is too long for a Unix socket: {bytes - 1} bytes, and this system takes "
                + $"{SunPathBytes - 1}; use a shorter path.";
    }
}
