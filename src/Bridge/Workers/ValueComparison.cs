using System.Runtime.CompilerServices;
using Bridge.Pickle;

namespace Bridge.Workers;

/// <summary>Finds where two values of Python differ.</summary>
/// <remarks>Not thread-safe. Ends for cyclic values, and in linear time for values that share their parts.</remarks>
internal sealed class ValueComparison(ShadowOptions options)
{
    // A row that is different altogether says so in fewer.
    private const int MostDifferences = 100;

    // Only big or cyclic values pay for remembering what was compared.
    private const int RememberAfter = 64;

    private readonly NumberComparison _numbers = new(options.AbsoluteTolerance, options.RelativeTolerance);
    private readonly IgnoredFields? _ignored =
        options.IgnoredFields.Count == 0 ? null : new IgnoredFields(options.IgnoredFields);

    private readonly FieldPath _path = new();
    private List<FieldDifference> _found = [];
    private HashSet<(object, object, IgnoredFields?)>? _seen;
    private int _containers;

    /// <summary>The differences between what a function returned, and what another one did; 100 at most.</summary>
    /// <param name="first">One value, or those of a generator.</param>
    /// <param name="second">The other's.</param>
    public IReadOnlyList<FieldDifference> Compare(IReadOnlyList<object?> first, IReadOnlyList<object?> second)
    {
        if (first.Count == 1 && second.Count == 1)
        {
            Visit(first[0], second[0], _ignored);
        }
        else
        {
            VisitItems(first, second, _ignored);
        }

        _seen = null;
        _containers = 0;
        _path.Clear();
        if (_found.Count == 0)
        {
            return [];
        }

        var found = _found;
        _found = [];
        return found;
    }

    private void Visit(object? x, object? y, IgnoredFields? ignored)
    {
        if (ReferenceEquals(x, y))
        {
            return;
        }

        if (x is null || y is null)
        {
            Add(RowDifferenceKind.Value, x, y);
        }
        else if (x is string text && y is string other)
        {
            if (text != other)
            {
                Add(RowDifferenceKind.Value, x, y);
            }
        }
        else if (ValueContent.Of(x) is { } content && ValueContent.Of(y) is { } others && content.IsAlike(others))
        {
            if (IsNew(x, y, ignored))
            {
                CheckType(x, y);
                Visit(content, others, ignored);
            }
        }
        else if (_numbers.AreSame(x, y) is { } isSame)
        {
            VisitLeaf(x, y, isSame, IsBool(x) != IsBool(y));
        }
        else
        {
            VisitLeaf(x, y, AreLeavesSame(x, y), isOtherType: false);
        }
    }

    private void Visit(ValueContent x, ValueContent y, IgnoredFields? ignored)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (x.Fields is { } fields)
        {
            VisitFields(fields, y.Fields!, ignored);
        }
        else
        {
            VisitItems(x.Items!, y.Items!, ignored);
        }
    }

    private void VisitItems(IReadOnlyList<object?> x, IReadOnlyList<object?> y, IgnoredFields? ignored)
    {
        var common = Math.Min(x.Count, y.Count);
        for (var i = 0; i < Math.Max(x.Count, y.Count) && _found.Count < MostDifferences; i++)
        {
            _path.EnterItem(i);
            if (i < common)
            {
                Visit(x[i], y[i], ignored);
            }
            else if (i < x.Count)
            {
                Add(RowDifferenceKind.Missing, x[i], null);
            }
            else
            {
                Add(RowDifferenceKind.Extra, null, y[i]);
            }

            _path.Leave();
        }
    }

    private void VisitFields(PythonDict x, PythonDict y, IgnoredFields? ignored)
    {
        var shared = 0;
        var place = 0;
        for (var i = 0; i < x.Table.End && _found.Count < MostDifferences; i++)
        {
            if (!x.Table.TryGetPair(i, out var pair))
            {
                continue;
            }

            var isThere = TryGetNext(y, ref place, pair.Key, out var other) || y.TryGetValue(pair.Key, out other);
            shared += isThere ? 1 : 0;
            var inner = ignored?.Find(pair.Key);
            if (inner is { IsWhole: true })
            {
                continue;
            }

            _path.EnterKey(pair.Key);
            if (isThere)
            {
                Visit(pair.Value, other, inner);
            }
            else
            {
                Add(RowDifferenceKind.Missing, pair.Value, null);
            }

            _path.Leave();
        }

        if (shared < y.Count)
        {
            AddExtra(x, y, ignored);
        }
    }

    // Mostly both have the same keys in the same order, and nothing must be looked up.
    private static bool TryGetNext(PythonDict dict, ref int place, object? key, out object? value)
    {
        if (key is string name && place < dict.Table.End && dict.Table.TryGetPair(place, out var pair)
            && pair.Key is string other && name == other)
        {
            place++;
            value = pair.Value;
            return true;
        }

        value = null;
        return false;
    }

    private void AddExtra(PythonDict x, PythonDict y, IgnoredFields? ignored)
    {
        foreach (var (key, value) in y)
        {
            if (!x.ContainsKey(key) && ignored?.Find(key) is not { IsWhole: true })
            {
                _path.EnterKey(key);
                Add(RowDifferenceKind.Extra, null, value);
                _path.Leave();
            }
        }
    }

    private bool AreLeavesSame(object x, object y)
    {
        if (PythonEqualityComparer.Instance.Equals(x, y))
        {
            return true;
        }

        if (ValueContent.PartsOf(x) is not { } parts || ValueContent.PartsOf(y) is not { } others)
        {
            return false;
        }

        if (!IsNew(x, y, null))
        {
            return true; // told before, or about to be
        }

        // Only whether they differ: what is inside has no name that a user knows.
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var before = _found.Count;
        VisitItems(parts, others, null);
        var isSame = _found.Count == before;
        _found.RemoveRange(before, _found.Count - before);
        return isSame;
    }

    private void VisitLeaf(object x, object y, bool isSame, bool isOtherType)
    {
        if (!isSame)
        {
            Add(RowDifferenceKind.Value, x, y);
        }
        else if (isOtherType)
        {
            Add(RowDifferenceKind.Type, x, y);
        }
        else
        {
            CheckType(x, y);
        }
    }

    private void CheckType(object x, object y)
    {
        if (options.StrictTypes && PythonTypeName.Of(x) != PythonTypeName.Of(y))
        {
            Add(RowDifferenceKind.Type, x, y);
        }
    }

    // The same two may be met again where other fields are ignored.
    private bool IsNew(object x, object y, IgnoredFields? ignored)
    {
        if (++_containers <= RememberAfter)
        {
            return true;
        }

        _seen ??= new HashSet<(object, object, IgnoredFields?)>(PairComparer.Instance);
        return _seen.Add((x, y, ignored));
    }

    private void Add(RowDifferenceKind kind, object? first, object? second)
    {
        if (_found.Count < MostDifferences)
        {
            _found.Add(new FieldDifference(_path.Format(true), _path.Format(false), kind, first, second));
        }
    }

    private static bool IsBool(object value) => value is bool or NumpyScalar { Dtype.Kind: 'b' };

    private sealed class PairComparer : IEqualityComparer<(object, object, IgnoredFields?)>
    {
        public static PairComparer Instance { get; } = new();

        public bool Equals((object, object, IgnoredFields?) x, (object, object, IgnoredFields?) y) =>
            ReferenceEquals(x.Item1, y.Item1) && ReferenceEquals(x.Item2, y.Item2) && ReferenceEquals(x.Item3, y.Item3);

        public int GetHashCode((object, object, IgnoredFields?) obj) =>
            HashCode.Combine(RuntimeHelpers.GetHashCode(obj.Item1), RuntimeHelpers.GetHashCode(obj.Item2));
    }
}
