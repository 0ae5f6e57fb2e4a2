using Bridge.Manager;

namespace Bridge.Extensions.Hosting;

/// <summary>Which manager an application uses: one that runs elsewhere, or one that it hosts itself.</summary>
/// <remarks>Bound from the section <c>Bridge</c>, or <c>Bridge:NAME</c> for a manager with a name, then configured in code.</remarks>
public sealed class BridgeOptions
{
    /// <summary>
    /// Where the manager listens, in the form of <see cref="Connections.ManagerAddress.Parse"/>. Needed unless
    /// <see cref="Host"/> is true, where null, the default, is a private place.
    /// </summary>
    public string? Address { get; set; }

    /// <summary>The file whose content is the authkey, without a line end. The best place.</summary>
    public string? AuthKeyFile { get; set; }

    /// <summary>The environment variable that holds the authkey as text.</summary>
    public string? AuthKeyVariable { get; set; }

    /// <summary>The authkey as text, for configuration that is secret itself: user secrets, a vault. Never logged.</summary>
    public string? AuthKey { get; set; }

    /// <summary>Whether the application starts the manager, and ends it with itself. False by default.</summary>
    /// <remarks>Without an authkey it gets a random one, which only this application knows.</remarks>
    public bool Host { get; set; }

    /// <summary>What to do when the hosted manager ends by itself. Stops the application by default.</summary>
    public ManagerLossAction OnManagerLost { get; set; }

    /// <summary>The interpreter of the hosted manager; null, the default, to look for one.</summary>
    public string? Python { get; set; }

    /// <summary>The current folder of the hosted manager; null, the default, for that of the application.</summary>
    public string? WorkingDirectory { get; set; }

    /// <summary>
    /// Python functions, <c>module:function</c> or <c>path/to/file.py:function</c>, that register typeids with the
    /// hosted manager.
    /// </summary>
    public IList<string> Register { get; } = [];

    /// <summary>
    /// How long the start may take: until the hosted manager listens, or until one that runs elsewhere answers.
    /// 20 seconds by default.
    /// </summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How many connections quick calls share, 1 to 64. 2 by default.</summary>
    public int Lanes { get; set; } = ManagerClientOptions.Default.Lanes;

    /// <summary>How long the manager may take for one call. One minute by default; null for no limit.</summary>
    public TimeSpan? CallTimeout { get; set; } = ManagerClientOptions.Default.CallTimeout;

    /// <summary>How often a call that only reads is made again after a connection broke. 0 by default.</summary>
    public int ReadRetries { get; set; }

    /// <summary>What <see cref="ConfigureClient"/> was given.</summary>
    internal Func<ManagerClientOptions, ManagerClientOptions>? Client { get; private set; }

    /// <summary>Sets what has no property here, of the client: <c>o.ConfigureClient(c =&gt; c with { … })</c>.</summary>
    /// <param name="configure">Gets the options made of the properties, gives those to use.</param>
    public void ConfigureClient(Func<ManagerClientOptions, ManagerClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var before = Client;
        Client = before is null ? configure : options => configure(before(options));
    }
}
