using System.Globalization;

namespace Bridge.Connections;

/// <summary>Reads the textual forms of a <see cref="ManagerAddress"/>.</summary>
internal static class AddressParser
{
    private const string Tcp = "tcp://";
    private const string Unix = "unix:";
    private const string Pipe = "pipe:";
    private const string Forms =
        @"Write tcp://host:port, host:port, /path, unix:path, @name (Linux abstract socket), \\.\pipe\name or pipe:name.";

    /// <summary>Reads an address; when the result is null, <paramref name="problem"/> says why.</summary>
    internal static ManagerAddress? Read(string text, out string? problem)
    {
        if (text.StartsWith(Tcp, StringComparison.OrdinalIgnoreCase))
        {
            return ReadTcp(text, text[Tcp.Length..], out problem);
        }

        if (text.StartsWith(Unix, StringComparison.OrdinalIgnoreCase))
        {
            return ReadUnix(text[Unix.Length..], out problem);
        }

        if (text.StartsWith(Pipe, StringComparison.OrdinalIgnoreCase))
        {
            return ReadPipe(text[Pipe.Length..], out problem);
        }

        return text switch
        {
            ['/' or '@' or '\0', ..] => ReadUnix(text, out problem),
            ['\\', '\\', ..] => ReadPipe(text, out problem),
            _ => ReadTcp(text, text, out problem),
        };
    }

    private static ManagerAddress? ReadUnix(string path, out string? problem)
    {
        if (path is ['@' or '\0', .. var name])
        {
            problem = Explain(AddressRules.AbstractNameProblem(name));
            return problem is null ? ManagerAddress.AbstractSocket(name) : null;
        }

        problem = Explain(AddressRules.UnixPathProblem(path));
        return problem is null ? ManagerAddress.UnixSocket(path) : null;
    }

    private static ManagerAddress? ReadPipe(string name, out string? problem)
    {
        problem = Explain(AddressRules.PipeProblem(name));
        return problem is null ? ManagerAddress.NamedPipe(name) : null;
    }

    private static ManagerAddress? ReadTcp(string text, string hostAndPort, out string? problem)
    {
        var colon = hostAndPort.LastIndexOf(':');
        if (colon < 0)
        {
            problem = Explain($"'{text}' is no address of a manager.");
            return null;
        }

        var host = hostAndPort[..colon];
        problem = Explain(AddressRules.HostProblem(host));
        if (problem is not null)
        {
            return null;
        }

        if (int.TryParse(hostAndPort.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port <= AddressRules.MaxPort)
        {
            return ManagerAddress.Tcp(host, port);
        }

        problem = Explain($"'{text}' has no port between 0 and {AddressRules.MaxPort}.");
        return null;
    }

    private static string? Explain(string? problem) => problem is null ? null : $"{problem} {Forms}";
}
