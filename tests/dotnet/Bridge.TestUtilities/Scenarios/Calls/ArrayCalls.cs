using System.Numerics;
using System.Runtime.InteropServices;
using Bridge.Manager;
using Bridge.Pickle;
using Bridge.Proxies;

namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>The .NET methods of <c>Array</c>: a table for each type of its numbers.</summary>
internal sealed class ArrayCalls : ICallTable
{
    private static readonly Dictionary<string, ICallTable> ByTypeCode = new()
    {
        ["b"] = TableOf<sbyte>('b'),
        ["d"] = TableOf<double>('d'),
        ["i"] = TableOf<int>('i'),
        ["Q"] = TableOf<ulong>('Q'),
    };

    private static readonly Dictionary<Type, ICallTable> ByProxy = new()
    {
        [typeof(ArrayProxy<sbyte>)] = ByTypeCode["b"],
        [typeof(ArrayProxy<double>)] = ByTypeCode["d"],
        [typeof(ArrayProxy<int>)] = ByTypeCode["i"],
        [typeof(ArrayProxy<ulong>)] = ByTypeCode["Q"],
    };

    private ArrayCalls()
    {
    }

    public static ICallTable Table { get; } = new ArrayCalls();

    public string ProxyClass => ByTypeCode["i"].ProxyClass;

    public IReadOnlyDictionary<string, string> Notes { get; } = new Dictionary<string, string>
    {
        ["(new)"] = "arrays of text, `'u'` and `'w'`, are made and called by name: those of .NET hold numbers",
    };

    public TypedCall<Proxy>? FindConstructor(
        ManagerClient client, ScenarioStep step, CancellationToken cancellationToken) =>
        Of(step)?.FindConstructor(client, step, cancellationToken);

    // What the other side made is an array of ints in all scenarios that let .NET read it.
    public Proxy? Create(ManagerClient client, ProxyReference reference, ScenarioStep? constructor) =>
        (constructor is null ? ByTypeCode["i"] : Of(constructor))?.Create(client, reference, constructor);

    public TypedCall<object?>? Find(Proxy proxy, ScenarioStep step, CancellationToken cancellationToken) =>
        ByProxy[proxy.GetType()].Find(proxy, step, cancellationToken);

    private static ICallTable? Of(ScenarioStep constructor) =>
        constructor.Arguments is [string typeCode, ..] ? ByTypeCode.GetValueOrDefault(typeCode) : null;

    private static CallTable<ArrayProxy<T>> TableOf<T>(char typeCode)
        where T : unmanaged, INumber<T> => new((client, reference) => new(client, reference))
        {
            {
                "CreateArrayAsync",
                (client, a, token) => a.Plain is [_, var items] && ToItems<T>(items) is { } numbers
                    ? () => client.CreateArrayAsync(typeCode, numbers, token)
                    : null
            },
            { "#GETVALUE", "GetSnapshotAsync", (array, _, token) => Value(() => array.GetSnapshotAsync(token)) },
            {
                "__getitem__", "GetItemAsync",
                (array, a, token) => a.Plain is [long index] ? Run.Value(() => array.GetItemAsync((int)index, token)) : null
            },
            {
                "__getitem__", "GetSliceAsync",
                (array, a, token) => a.Plain is [PythonSlice slice] && slice.ToIntegers() is var (start, stop, step)
                    ? Value(() => array.GetSliceAsync(start, stop, step, token))
                    : null
            },
            { "__len__", "GetCountAsync", (array, _, token) => Run.Value(() => array.GetCountAsync(token)) },
            {
                "__setitem__", "SetItemAsync",
                (array, a, token) => a.Plain is [long index, var item] && ToNumber<T>(item) is { } number
                    ? Run.None(() => array.SetItemAsync((int)index, number, token))
                    : null
            },
            {
                "__setitem__", "SetSliceAsync",
                (array, a, token) => a.Plain is [PythonSlice slice, PythonArray items]
                    && slice.ToIntegers() is var (start, stop, step)
                        ? Run.None(() => array.SetSliceAsync(start, stop, step, items.AsSpan<T>().ToArray(), token))
                        : null
            },
        };

    private static Func<Task<object?>> Value<T>(Func<ValueTask<T[]>> call)
        where T : unmanaged => async () => PythonArray.Of(await call());

    private static T[]? ToItems<T>(object? items)
        where T : unmanaged, INumber<T> => items switch
        {
            byte[] bytes => MemoryMarshal.Cast<byte, T>(bytes).ToArray(),
            List<object?> list when list.All(item => ToNumber<T>(item) is not null) =>
                [.. list.Select(item => ToNumber<T>(item)!.Value)],
            _ => null,
        };

    private static T? ToNumber<T>(object? item)
        where T : unmanaged, INumber<T>
    {
        try
        {
            return item switch
            {
                long number => T.CreateChecked(number),
                double number => T.CreateChecked(number),
                BigInteger number => T.CreateChecked(number),
                _ => null,
            };
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
