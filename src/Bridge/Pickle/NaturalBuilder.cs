using System.Runtime.CompilerServices;

namespace Bridge.Pickle;

/// <summary>Turns nodes into natural .NET values; what was one object in Python is one here, cycles included.</summary>
/// <remarks>
/// Dicts and sets are filled last: only then every key is complete, and can be hashed. Frozensets are
/// filled in the order in which they were created, since the later ones may contain the earlier ones.
/// </remarks>
internal sealed class NaturalBuilder(PickleOptions options)
{
    private readonly List<(PickleNode Node, object?[] Items)> _frozenSets = [];
    private readonly List<(PickleNode Node, object?[] Items)> _unfilled = [];

    /// <summary>The natural value, complete.</summary>
    /// <exception cref="UnpicklingException">Nested too deep, or a key is not hashable.</exception>
    internal object? Build(in PickleValue value)
    {
        var result = Visit(value, 0);
        if (_frozenSets.Count > 0)
        {
            _frozenSets.Sort((a, b) => a.Node.Offset.CompareTo(b.Node.Offset));
            _frozenSets.ForEach(Fill);
            _frozenSets.Clear();
        }

        if (_unfilled.Count > 0)
        {
            _unfilled.ForEach(Fill);
            _unfilled.Clear();
        }

        return result;
    }

    private static void Fill((PickleNode Node, object?[] Items) part)
    {
        var (node, items) = part;
        try
        {
            switch (node.Natural)
            {
                case PythonDict dict:
                    for (var i = 0; i < items.Length; i += 2)
                    {
                        dict[items[i]] = items[i + 1];
                    }

                    break;
                case PythonFrozenSet frozen:
                    frozen.Items.UnionWith(items);
                    break;
                default:
                    ((HashSet<object?>)node.Natural!).UnionWith(items);
                    break;
            }
        }
        catch (Exception e) when (e is ArgumentException or InsufficientExecutionStackException)
        {
            throw new UnpicklingException($"Not a valid pickle: {e.Message}", node.Offset, e);
        }
    }

    private object? Visit(in PickleValue value, int depth) =>
        value.Node is { } node ? node.Natural ?? VisitNode(node, depth + 1) : value.Box();

    private object VisitNode(PickleNode node, int depth)
    {
        if (depth > options.Limits.MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw PickleErrors.TooDeep(options.Limits.MaxDepth, node.Offset);
        }

        switch (node.Kind)
        {
            case NodeKind.List:
                var list = new List<object?>(node.Count);
                node.Natural = list;
                foreach (ref readonly var item in node.Items)
                {
                    list.Add(Visit(item, depth));
                }

                return list;
            case NodeKind.Tuple:
                var array = new object?[node.Count];
                var tuple = PythonTuple.Wrap(array);
                node.Natural = tuple;
                VisitItems(node, array, depth);
                return tuple;
            case NodeKind.Slice:
                var parts = new object?[3];
                VisitItems(node, parts, depth);
                return node.Natural ??= new PythonSlice(parts[0], parts[1], parts[2]);
            case NodeKind.Object:
                return VisitObject((ObjectNode)node, depth);
            default:
                return VisitHashed(node, depth);
        }
    }

    private object VisitHashed(PickleNode node, int depth)
    {
        node.Natural = node.Kind switch
        {
            NodeKind.Dict => new PythonDict(node.Count / 2),
            NodeKind.FrozenSet => new PythonFrozenSet(),
            _ => new HashSet<object?>(node.Count, PythonEqualityComparer.Instance),
        };
        var items = new object?[node.Count];
        VisitItems(node, items, depth);
        if (node.Kind == NodeKind.FrozenSet)
        {
            _frozenSets.Add((node, items));
        }
        else if (HasOnlyLeafKeys(node))
        {
            Fill((node, items));
        }
        else
        {
            _unfilled.Add((node, items));
        }

        return node.Natural;
    }

    private static bool HasOnlyLeafKeys(PickleNode node)
    {
        var step = node.Kind == NodeKind.Dict ? 2 : 1;
        for (var i = 0; i < node.Count; i += step)
        {
            if (node.Items[i].Node is not null)
            {
                return false;
            }
        }

        return true;
    }

    private void VisitItems(PickleNode node, object?[] target, int depth)
    {
        var items = node.Items;
        for (var i = 0; i < items.Length; i++)
        {
            target[i] = Visit(items[i], depth);
        }
    }

    private PythonObject VisitObject(ObjectNode node, int depth)
    {
        var result = new PythonObject(node.Construction);
        node.Natural = result;
        result.Callable = Visit(node.Callable, depth)!;
        result.Arguments = (PythonTuple)Visit(PickleValue.OfNode(node.Arguments), depth)!;
        if (node.Keywords is { } keywords)
        {
            result.KeywordArguments = (PythonDict)Visit(PickleValue.OfNode(keywords), depth)!;
        }

        if (node.HasItems)
        {
            var items = new List<object?>(node.Count);
            result.Items = items;
            result.ItemsAreAdded = node.ItemsAreAdded;
            foreach (ref readonly var item in node.Items)
            {
                items.Add(Visit(item, depth));
            }
        }

        if (node.Pairs is { } pairs)
        {
            result.Pairs = VisitPairs(pairs, depth);
        }

        if (node.HasState)
        {
            result.State = Visit(node.State, depth);
            result.StateSetter = Visit(node.StateSetter, depth);
        }

        return result;
    }

    private List<KeyValuePair<object?, object?>> VisitPairs(PickleNode pairs, int depth)
    {
        var result = new List<KeyValuePair<object?, object?>>(pairs.Count / 2);
        for (var i = 0; i < pairs.Count; i += 2)
        {
            result.Add(new(Visit(pairs.Items[i], depth), Visit(pairs.Items[i + 1], depth)));
        }

        return result;
    }
}
