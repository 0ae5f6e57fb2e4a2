using Bridge.Connections;
using Bridge.Hosting;
using Bridge.Manager;
using Microsoft.Extensions.Logging;

namespace Bridge.Extensions.Hosting;

/// <summary>Turns <see cref="BridgeOptions"/> into what Bridge takes.</summary>
internal static class BridgeClients
{
    public static KeySource KeyOf(string section, BridgeOptions options) =>
        new(section, options.AuthKeyFile, options.AuthKeyVariable, options.AuthKey);

    public static ManagerClientOptions ClientOptionsOf(BridgeOptions options, ILoggerFactory loggers)
    {
        var client = new ManagerClientOptions
        {
            Lanes = options.Lanes,
            CallTimeout = options.CallTimeout,
            ReadRetries = options.ReadRetries,
            LoggerFactory = loggers,
        };
        return options.Client?.Invoke(client) ?? client;
    }

    public static ManagerProcessOptions ProcessOptionsOf(string section, BridgeOptions options, ILoggerFactory loggers)
    {
        var key = KeyOf(section, options);
        var restarts = options.OnManagerLost == ManagerLossAction.Restart;
        return new ManagerProcessOptions
        {
            Python = options.Python,
            Address = string.IsNullOrEmpty(options.Address)
                ? (restarts ? LastingAddress() : null)
                : ManagerAddress.Parse(options.Address),
            AuthKey = key.IsGiven ? key.Read() : AuthKey.Generate(),
            Register = [.. options.Register],
            WorkingDirectory = options.WorkingDirectory,
            StartTimeout = options.StartTimeout,
            Client = ClientOptionsOf(options, loggers),
            LoggerFactory = loggers,
        };
    }

    // A private place is new for each process; one that a second process shall take over is chosen here, and leaves no
    // file behind where the system has such.
    private static ManagerAddress LastingAddress()
    {
        var name = $"bridge-{Guid.NewGuid():N}";
        return OperatingSystem.IsLinux() ? ManagerAddress.AbstractSocket(name)
            : OperatingSystem.IsWindows() ? ManagerAddress.NamedPipe(name)
            : ManagerAddress.UnixSocket($"/tmp/{name}");
    }
}
