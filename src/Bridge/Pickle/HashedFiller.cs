using System.Numerics;

namespace Bridge.Pickle;

/// <summary>Fills dicts and sets while a pickle is read.</summary>
/// <remarks>
/// A key that is or contains an object may still change: those dicts and sets are filled when the pickle is
/// complete, and only then a key is hashed. Frozensets come first, in the order in which they were made, since
/// the later ones and the keys of dicts may contain the earlier ones.
/// </remarks>
/// <param name="pickleLength">Bytes of the pickle, which bound what hashing may cost.</param>
internal sealed class HashedFiller(int pickleLength)
{
    /// <summary>Longer keys pay for being hashed: a pickle can refer to one over and over.</summary>
    internal const int UsualKeyLength = 1024;

    private const int MostKeyItems = 64;

    private readonly List<(object Container, object?[] Items, int Offset)> _frozenSets = [];
    private readonly List<(object Container, object?[] Items, int Offset)> _others = [];
    private readonly List<(PythonDict Source, PythonDict Target)> _copies = [];
    private readonly HashSet<object> _waiting = new(ReferenceEqualityComparer.Instance);
    private long _left = (64L * pickleLength) + (256 * 1024 * 1024);

    /// <summary>Adds items; for a dict keys and values by turns.</summary>
    /// <exception cref="UnpicklingException">A key is not hashable.</exception>
    internal void Fill(object container, ReadOnlySpan<object?> items, int offset)
    {
        var areSettled = AreSettled(items, container is PythonDict ? 2 : 1);
        if (_left < 0)
        {
            throw new UnpicklingException(
                "Not a valid pickle: one long key is used over and over, which CPython never writes.", offset);
        }

        if (areSettled && (_waiting.Count == 0 || !IsWaiting(container)))
        {
            FillNow(container, items, offset);
            return;
        }

        _waiting.Add(container);
        (container is PythonFrozenSet ? _frozenSets : _others).Add((container, items.ToArray(), offset));
    }

    /// <summary>Copies a dict, now or when it is complete.</summary>
    internal static void Copy(PythonDict source, PythonDict target, HashedFiller? filler)
    {
        if (filler?.IsWaiting(source) == true)
        {
            filler._waiting.Add(target);
            filler._copies.Add((source, target));
            return;
        }

        foreach (var (key, value) in source)
        {
            target[key] = value;
        }
    }

    /// <summary>Whether a container is not complete yet.</summary>
    internal bool IsWaiting(object container) => _waiting.Contains(container);

    /// <summary>Fills what had to wait.</summary>
    /// <exception cref="UnpicklingException">A key is not hashable.</exception>
    internal void Complete()
    {
        foreach (var (container, items, offset) in _frozenSets)
        {
            FillNow(container, items, offset);
        }

        foreach (var (container, items, offset) in _others)
        {
            FillNow(container, items, offset);
        }

        foreach (var (source, target) in _copies)
        {
            Copy(source, target, null);
        }
    }

    private bool AreSettled(ReadOnlySpan<object?> items, int step)
    {
        var areSettled = true;
        for (var i = 0; i < items.Length; i += step)
        {
            if (items[i] is not (string { Length: <= UsualKeyLength } or null or (ValueType and not BigInteger)))
            {
                var budget = MostKeyItems;
                areSettled &= IsSettled(items[i], ref budget);
            }
        }

        return areSettled;
    }

    private bool IsSettled(object? key, ref int budget)
    {
        if (--budget < 0)
        {
            return false;
        }

        if (key is not PythonTuple tuple)
        {
            _left -= key switch
            {
                string { Length: > UsualKeyLength } text => text.Length,
                byte[] { Length: > UsualKeyLength } bytes => bytes.Length,
                BigInteger number => number.GetByteCount(),
                _ => 0,
            };

            // An unhashable key is as good now as later.
            return key is string or null or ValueType or byte[] or PythonGlobal or IImmutableValue
                or PythonByteArray or List<object?> or PythonDict or HashSet<object?>;
        }

        var isSettled = true;
        foreach (var item in tuple.Items)
        {
            isSettled &= IsSettled(item, ref budget);
            if (budget < 0)
            {
                break;
            }
        }

        return isSettled;
    }

    private static void FillNow(object container, ReadOnlySpan<object?> items, int offset)
    {
        try
        {
            switch (container)
            {
                case PythonDict dict:
                    dict.SetPairs(items);
                    break;
                case PythonFrozenSet frozen:
                    AddTo(frozen.Items, items);
                    break;
                default:
                    AddTo((HashSet<object?>)container, items);
                    break;
            }
        }
        catch (Exception e) when (e is ArgumentException or InsufficientExecutionStackException)
        {
            throw new UnpicklingException($"Not a valid pickle: {e.Message}", offset, e);
        }
    }

    private static void AddTo(HashSet<object?> set, ReadOnlySpan<object?> items)
    {
        set.EnsureCapacity(set.Count + items.Length);
        foreach (var item in items)
        {
            set.Add(item);
        }
    }
}
