using System.Collections;
using Bridge.Manager;
using Bridge.Proxies;

namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>A table of .NET methods for one typeid, written as a collection initializer.</summary>
/// <typeparam name="TProxy">The proxy type.</typeparam>
internal sealed class CallTable<TProxy>(Func<ManagerClient, ProxyReference, TProxy> create, bool keepsConnection = false)
    : ICallTable, IEnumerable
    where TProxy : Proxy
{
    private readonly Dictionary<string, (string DotNet, Binder Bind)> _rows = [];

    /// <summary>Starts the call when the .NET method takes these arguments; null when it does not.</summary>
    internal delegate Func<Task<object?>>? Binder(TProxy proxy, Arguments arguments, CancellationToken cancellationToken);

    public bool KeepsConnection => keepsConnection;

    /// <summary>Adds a row.</summary>
    /// <param name="method">The exposed method.</param>
    /// <param name="dotNet">The .NET method, without its class.</param>
    /// <param name="bind">Makes the call of it.</param>
    public void Add(string method, string dotNet, Binder bind) =>
        _rows.Add(method, ($"{typeof(TProxy).Name.Split('`')[0]}.{dotNet}", bind));

    public Proxy Create(ManagerClient client, ProxyReference reference) => create(client, reference);

    public TypedCall? Find(Proxy proxy, ScenarioStep step, CancellationToken cancellationToken) =>
        _rows.TryGetValue(step.Method, out var row)
        && row.Bind((TProxy)proxy, new Arguments(step.Arguments, step.Keywords), cancellationToken) is { } run
            ? new TypedCall(row.DotNet, run)
            : null;

    IEnumerator IEnumerable.GetEnumerator() => _rows.GetEnumerator();
}
