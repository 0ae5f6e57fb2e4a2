using Bridge.Connections;
using Bridge.Extensions.Hosting.Configuration;

namespace Microsoft.Extensions.Configuration;

/// <summary>Adds a shared dict to the sources of configuration.</summary>
public static class BridgeDictConfigurationExtensions
{
    /// <summary>Adds a dict of a running manager, whose changes are followed.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="typeId">
    /// The typeid that gives the dict, as registered in Python:
    /// <c>BaseManager.register('get_settings', callable=lambda: settings, proxytype=DictProxy)</c>.
    /// </param>
    /// <param name="configure">Says where the manager is, and where its authkey.</param>
    /// <remarks>
    /// Values in dicts, lists and shared dicts inside get keys as <c>a:b</c> and <c>a:0</c>. While the manager is gone the
    /// last values stay.
    /// </remarks>
    /// <exception cref="ArgumentException">The options are not complete; says what is missing.</exception>
    public static IConfigurationBuilder AddBridgeDict(
        this IConfigurationBuilder builder, string typeId, Action<BridgeDictConfigurationOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(typeId);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new BridgeDictConfigurationOptions();
        configure(options);
        if (!ManagerAddress.TryParse(options.Address, out _))
        {
            throw new ArgumentException(
                $"AddBridgeDict(\"{typeId}\") has the Address '{options.Address}', which is none; set it to where the manager "
                + "listens: tcp://host:port, /path, @name or pipe:name.", nameof(configure));
        }

        if (options.PollingInterval is { } interval && interval < TimeSpan.FromMilliseconds(10))
        {
            throw new ArgumentException(
                $"AddBridgeDict(\"{typeId}\") has the PollingInterval {interval}; it must be 10 ms or more, or null for never.",
                nameof(configure));
        }

        return builder.Add(new BridgeDictSource(typeId, options));
    }
}
