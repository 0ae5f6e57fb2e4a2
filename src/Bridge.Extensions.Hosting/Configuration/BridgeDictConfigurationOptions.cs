using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Extensions.Hosting.Configuration;

/// <summary>Which shared dict is a source of configuration, and how it is followed.</summary>
public sealed class BridgeDictConfigurationOptions
{
    /// <summary>Where the manager listens, in the form of <see cref="Connections.ManagerAddress.Parse"/>. Needed.</summary>
    public string? Address { get; set; }

    /// <summary>The file whose content is the authkey, without a line end.</summary>
    public string? AuthKeyFile { get; set; }

    /// <summary>The environment variable that holds the authkey as text.</summary>
    public string? AuthKeyVariable { get; set; }

    /// <summary>The authkey as text. Never logged.</summary>
    public string? AuthKey { get; set; }

    /// <summary>What stands before each key: <c>Limits</c> makes <c>Limits:max</c> of <c>max</c>. Empty by default.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>Whether the application starts without values while the manager is not there. False by default.</summary>
    public bool Optional { get; set; }

    /// <summary>How often the dict is read again; null for never. 5 seconds by default.</summary>
    /// <remarks>A manager tells nobody of changes, so it is asked: one quick call, which copies the dict.</remarks>
    public TimeSpan? PollingInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Where changes and losses are logged. By default nowhere, until <c>services.AddBridge()</c> hands over the loggers of
    /// the application.
    /// </summary>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;
}
