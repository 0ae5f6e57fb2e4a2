using Xunit.Sdk;
using Xunit.v3;

namespace Bridge.InteropTests;

/// <summary>Starts the classes that take longest first, so that none of them runs alone at the end.</summary>
public sealed class LongFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        "QueueFaultTests", "RunFailureTests", "WorkerPoolTests", "NumpyTests", "PoolProxyTests", "LongValueTests",
        "WorkerPoolFaultTests", "ScenarioTests", "NestedProxyTests", "ProducerAndConsumerTests", "ServeTests",
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Rank(collection.TestCollectionDisplayName))];

    private static int Rank(string name)
    {
        var rank = Array.FindIndex(Long, type => name.Contains("." + type + " ", StringComparison.Ordinal));
        return rank < 0 ? Long.Length : rank;
    }
}
