using System.Numerics;
using System.Text;

namespace Bridge.Pickle;

/// <summary>The calls that CPython writes for basic types, where a pickle protocol has no opcode for them.</summary>
/// <remarks>A call with other arguments than CPython writes stays an object.</remarks>
internal sealed class KnownConstructions(int pickleLength)
{
    // Each call may copy its argument, and one argument can be shared by many calls. Honest pickles copy
    // each byte at most once; the factor leaves room for shared ones.
    private long _copyBudget = (8L * pickleLength) + (1024 * 1024);

    internal bool TryBuild(
        in PickleCursor cursor, PythonGlobal callable, ReadOnlySpan<PickleValue> arguments, out PickleValue value)
    {
        PickleValue? known = (callable.Module, callable.Name) switch
        {
            ("builtins", "set") => Collection(cursor, NodeKind.Set, arguments),
            ("builtins", "frozenset") => Collection(cursor, NodeKind.FrozenSet, arguments),
            ("builtins", "list") => Collection(cursor, NodeKind.List, arguments),
            ("builtins", "dict") => Dict(cursor, arguments),
            ("builtins", "bytearray") => ByteArray(cursor, arguments),
            ("builtins", "bytes") => arguments.IsEmpty ? PickleValue.OfLeaf(Array.Empty<byte>()) : null,
            ("builtins", "complex") => Complex(arguments),
            ("builtins", "slice") => arguments.Length == 3 ? Slice(cursor, arguments) : null,
            ("_codecs", "encode") => EncodedBytes(cursor, arguments),
            _ => null,
        };
        value = known.GetValueOrDefault();
        return known.HasValue;
    }

    private static PickleValue Slice(in PickleCursor cursor, ReadOnlySpan<PickleValue> arguments) =>
        PickleValue.OfNode(new PickleNode(NodeKind.Slice, cursor.Offset, arguments.ToArray()));

    private PickleValue? Collection(in PickleCursor cursor, NodeKind kind, ReadOnlySpan<PickleValue> arguments)
    {
        if (arguments.IsEmpty)
        {
            return PickleValue.OfNode(new PickleNode(kind, cursor.Offset));
        }

        if (arguments is not [{ Node: { Kind: NodeKind.List or NodeKind.Tuple } source }])
        {
            return null;
        }

        Spend(cursor, source.Count);
        return PickleValue.OfNode(new PickleNode(kind, cursor.Offset, source.Items.ToArray()));
    }

    /// <summary>Not CPython's own: a row of our Python half, a dict subclass, says that it is a dict.</summary>
    private PickleValue? Dict(in PickleCursor cursor, ReadOnlySpan<PickleValue> arguments)
    {
        if (arguments.IsEmpty)
        {
            return PickleValue.OfNode(new PickleNode(NodeKind.Dict, cursor.Offset));
        }

        if (arguments is not [{ Node: { Kind: NodeKind.Dict } source }])
        {
            return null;
        }

        Spend(cursor, source.Count);
        return PickleValue.OfNode(new PickleNode(NodeKind.Dict, cursor.Offset, source.Items.ToArray()));
    }

    private PickleValue? ByteArray(in PickleCursor cursor, ReadOnlySpan<PickleValue> arguments)
    {
        switch (arguments)
        {
            case []:
                return PickleValue.OfLeaf(new PythonByteArray([]));
            case [{ Reference: byte[] bytes }]:
                Spend(cursor, bytes.Length);
                return PickleValue.OfLeaf(new PythonByteArray([.. bytes]));
            default:
                return EncodedBytes(cursor, arguments) is { Reference: byte[] encoded }
                    ? PickleValue.OfLeaf(new PythonByteArray(encoded))
                    : null;
        }
    }

    /// <summary>How protocols 0 to 2 write bytes: as the text of the same numbers, and the name of Latin-1.</summary>
    private PickleValue? EncodedBytes(in PickleCursor cursor, ReadOnlySpan<PickleValue> arguments)
    {
        if (arguments is not [{ Reference: string text }, { Reference: "latin1" or "latin-1" }]
            || text.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff'))
        {
            return null;
        }

        Spend(cursor, text.Length);
        return PickleValue.OfLeaf(Encoding.Latin1.GetBytes(text));
    }

    private static PickleValue? Complex(ReadOnlySpan<PickleValue> arguments) =>
        arguments is [{ IsFloat: true }, { IsFloat: true }]
            ? PickleValue.OfLeaf(new Complex(arguments[0].Float, arguments[1].Float))
            : null;

    private void Spend(in PickleCursor cursor, int amount)
    {
        _copyBudget -= amount;
        if (_copyBudget < 0)
        {
            throw cursor.Fail("one value is copied over and over, which CPython never writes");
        }
    }
}
