using Microsoft.Extensions.Configuration;

namespace Bridge.Extensions.Hosting.Configuration;

/// <summary>A shared dict as a source of configuration.</summary>
internal sealed class BridgeDictSource(string typeId, BridgeDictConfigurationOptions options) : IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new BridgeDictProvider(typeId, options);
}
