using System.Collections;
using Bridge.Manager;
using Bridge.Proxies;

namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>A table of .NET methods for one typeid, written as a collection initializer.</summary>
/// <typeparam name="TProxy">The proxy type.</typeparam>
internal sealed class CallTable<TProxy>(Func<ManagerClient, ProxyReference, TProxy> create) : ICallTable, IEnumerable
    where TProxy : Proxy
{
    private readonly List<(string DotNet, Maker Bind)> _constructors = [];
    private readonly List<(string Method, string DotNet, Binder Bind)> _rows = [];
    private readonly Dictionary<string, string> _notes = [];

    /// <summary>Starts the call when the .NET method takes these arguments; null when it does not.</summary>
    internal delegate Func<Task<object?>>? Binder(TProxy proxy, Arguments arguments, CancellationToken cancellationToken);

    /// <summary>Makes an object when the .NET method takes these arguments; null when it does not.</summary>
    internal delegate Func<Task<TProxy>>? Maker(
        ManagerClient client, Arguments arguments, CancellationToken cancellationToken);

    public string ProxyClass { get; } = NameOf(typeof(TProxy));

    public IReadOnlyDictionary<string, string> Notes => _notes;

    /// <summary>Adds a method that makes such an object.</summary>
    /// <param name="dotNet">The .NET method, without its class.</param>
    /// <param name="bind">Makes the call of it.</param>
    public void Add(string dotNet, Maker bind) => _constructors.Add((dotNet, bind));

    /// <summary>Adds a row. The first row of a method that takes the arguments is the one that counts.</summary>
    /// <param name="method">The exposed method.</param>
    /// <param name="dotNet">The .NET method, without its class.</param>
    /// <param name="bind">Makes the call of it.</param>
    public void Add(string method, string dotNet, Binder bind) => _rows.Add((method, dotNet, bind));

    /// <summary>Adds a note on a method, above all why it is called by name.</summary>
    /// <param name="method">The exposed method.</param>
    /// <param name="note">A sentence without its full stop, in Markdown.</param>
    public void Add(string method, string note) => _notes.Add(method, note);

    public TypedCall<Proxy>? FindConstructor(ManagerClient client, ScenarioStep step, CancellationToken cancellationToken)
    {
        foreach (var (dotNet, bind) in _constructors)
        {
            if (bind(client, new Arguments(step.Arguments, step.Keywords), cancellationToken) is { } run)
            {
                return new(dotNet, async () => await run());
            }
        }

        return null;
    }

    public Proxy? Create(ManagerClient client, ProxyReference reference, ScenarioStep? constructor) =>
        create(client, reference);

    public TypedCall<object?>? Find(Proxy proxy, ScenarioStep step, CancellationToken cancellationToken)
    {
        foreach (var (method, dotNet, bind) in _rows)
        {
            if (method == step.Method
                && bind((TProxy)proxy, new Arguments(step.Arguments, step.Keywords), cancellationToken) is { } run)
            {
                return new(dotNet, run);
            }
        }

        return null;
    }

    IEnumerator IEnumerable.GetEnumerator() => _rows.GetEnumerator();

    private static string NameOf(Type type)
    {
        var name = type.Name.Split('`')[0];
        return type.IsGenericType
            ? $"{name}<{string.Join(", ", type.GetGenericTypeDefinition().GetGenericArguments().Select(one => one.Name))}>"
            : name;
    }
}
