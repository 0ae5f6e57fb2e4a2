using System.Numerics;
using Bridge.Pickle;
using CsCheck;

namespace Bridge.InteropTests.Pickle;

/// <summary>
/// Natural values, one from each seed: every scalar of <see cref="NaturalScalars"/>, nested, shared and in cycles.
/// </summary>
internal sealed class NaturalValues(uint stream, ulong seed)
{
    private const int LargeCount = 1001; // one more than a batch of CPython's

    private readonly PCG _random = new(stream, seed);
    private readonly List<object?> _pool = [];

    /// <summary>The value.</summary>
    public object? Next() => Draw(40) == 0 ? Large() : Any(1 + Draw(4));

    private object? Any(int depth)
    {
        if (_pool.Count > 0 && Draw(6) == 0)
        {
            return _pool[Draw(_pool.Count)];
        }

        var value = depth == 0 || Draw(3) == 0 ? Scalar() : Container(depth - 1);
        if (Draw(3) == 0)
        {
            _pool.Add(value);
        }

        return value;
    }

    private object? Scalar() => Draw(Gen.OneOf([.. NaturalScalars.All]));

    private object? Container(int depth) => Draw(12) switch
    {
        0 or 1 or 2 => List(depth),
        3 or 4 => new PythonTuple(Many(depth)),
        5 or 6 or 7 => Dict(depth),
        8 => new HashSet<object?>(Keys(), PythonEqualityComparer.Instance),
        9 => new PythonFrozenSet(Keys()),
        10 => new PythonObject(
            new PythonGlobal("classes", "Point"), [Any(depth), Any(depth)], PythonObjectKind.New),
        _ => Instance(depth),
    };

    private List<object?> List(int depth)
    {
        var list = new List<object?>();
        _pool.Add(list); // first, so that it may contain itself
        list.AddRange(Many(depth));
        return list;
    }

    private PythonDict Dict(int depth)
    {
        var dict = new PythonDict();
        _pool.Add(dict);
        foreach (var key in Keys())
        {
            dict[key] = Any(depth);
        }

        return dict;
    }

    private PythonObject Instance(int depth)
    {
        var instance = new PythonObject(
            new PythonGlobal("classes", "Plain"), PythonTuple.Empty, PythonObjectKind.New);
        _pool.Add(instance);
        instance.State = new PythonDict { ["left"] = Any(depth), ["right"] = Any(depth) };
        return instance;
    }

    private object?[] Many(int depth)
    {
        var items = new object?[Draw(6)];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = Any(depth);
        }

        return items;
    }

    private object?[] Keys() => [.. Enumerable.Range(0, Draw(6)).Select(_ => Key(1))];

    private object? Key(int depth) => Draw(depth == 0 ? 10 : 12) switch
    {
        10 => new PythonTuple(Key(0), Key(0)),
        11 => new PythonFrozenSet([Key(0), Key(0)]),
        < 4 => Draw(NaturalScalars.Text),
        _ => Draw(Gen.OneOf([.. NaturalScalars.Hashable])),
    };

    private object Large()
    {
        var numbers = Enumerable.Range(0, LargeCount).Select(i => (object?)(long)i).ToList();
        switch (Draw(7))
        {
            case 0:
                return numbers;
            case 1:
                return new PythonTuple([.. numbers]);
            case 2:
                return new HashSet<object?>(numbers, PythonEqualityComparer.Instance);
            case 3:
                return new PythonFrozenSet(numbers);
            case 4:
                return new PythonDict(numbers.Select(n => KeyValuePair.Create(n, (object?)$"text {n}")));
            case 5:
                return new List<object?> { new string('x', 65_535), new string('\u20ac', 30_000), new byte[65_536] };
            default:
                return new List<object?> { BigInteger.Pow(2, 2039), -BigInteger.Pow(2, 2040), BigInteger.Pow(7, 5000) };
        }
    }

    private int Draw(int below) => (int)_random.Next((uint)below);

    private T Draw<T>(Gen<T> gen) => gen.Generate(_random, null, out _);
}
