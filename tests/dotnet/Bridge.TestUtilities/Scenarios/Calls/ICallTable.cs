using Bridge.Manager;
using Bridge.Proxies;

namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>Which methods of .NET stand for the exposed methods of one typeid.</summary>
internal interface ICallTable
{
    /// <summary>Whether the proxy makes all calls of one owner over one connection, as RLock and Condition need it.</summary>
    bool KeepsConnection { get; }

    /// <summary>The proxy whose methods are called; its reference belongs to somebody else.</summary>
    Proxy Create(ManagerClient client, ProxyReference reference);

    /// <summary>The .NET method for a call; null when there is none that takes these arguments.</summary>
    TypedCall? Find(Proxy proxy, ScenarioStep step, CancellationToken cancellationToken);
}
