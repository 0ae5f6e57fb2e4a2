using Bridge.Manager;
using Bridge.Proxies;

namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>Which methods of .NET stand for the exposed methods of one typeid.</summary>
internal interface ICallTable
{
    /// <summary>The class of the proxy: <c>DictProxy&lt;TKey, TValue&gt;</c>.</summary>
    string ProxyClass { get; }

    /// <summary>What is to be known of a method, above all why it is called by name.</summary>
    IReadOnlyDictionary<string, string> Notes { get; }

    /// <summary>The .NET method that makes a new object; null when there is none that takes these arguments.</summary>
    TypedCall<Proxy>? FindConstructor(ManagerClient client, ScenarioStep step, CancellationToken cancellationToken);

    /// <summary>A proxy for an object whose reference belongs to somebody else.</summary>
    /// <param name="client">The client.</param>
    /// <param name="reference">The reference.</param>
    /// <param name="constructor">What made it, if that is known.</param>
    /// <returns>Null when there is no proxy for such an object.</returns>
    Proxy? Create(ManagerClient client, ProxyReference reference, ScenarioStep? constructor);

    /// <summary>The .NET method for a call; null when there is none that takes these arguments.</summary>
    TypedCall<object?>? Find(Proxy proxy, ScenarioStep step, CancellationToken cancellationToken);
}
