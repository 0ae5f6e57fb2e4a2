using System.Numerics;

namespace Bridge.Pickle;

/// <summary>
/// One value on the stack of the reader: a number without a box, a leaf, or a <see cref="PickleNode"/>.
/// </summary>
internal readonly struct PickleValue
{
    private static readonly object IntTag = new();
    private static readonly object FloatTag = new();
    private static readonly object BoolTag = new();

    private readonly long _bits;

    private PickleValue(object? reference, long bits)
    {
        Reference = reference;
        _bits = bits;
    }

    /// <summary>The leaf or node; a private tag for a number; null for None.</summary>
    internal object? Reference { get; }

    internal bool IsNone => Reference is null;

    internal bool IsInt => ReferenceEquals(Reference, IntTag);

    internal bool IsFloat => ReferenceEquals(Reference, FloatTag);

    internal bool IsBool => ReferenceEquals(Reference, BoolTag);

    internal long Int => _bits;

    internal double Float => BitConverter.Int64BitsToDouble(_bits);

    internal bool Bool => _bits != 0;

    internal PickleNode? Node => Reference as PickleNode;

    internal static PickleValue Of(long value) => new(IntTag, value);

    internal static PickleValue Of(double value) => new(FloatTag, BitConverter.DoubleToInt64Bits(value));

    internal static PickleValue Of(bool value) => new(BoolTag, value ? 1 : 0);

    internal static PickleValue Of(BigInteger value) =>
        value >= long.MinValue && value <= long.MaxValue ? Of((long)value) : new(value, 0);

    internal static PickleValue OfLeaf(object leaf) => new(leaf, 0);

    internal static PickleValue OfNode(PickleNode node) => new(node, 0);

    /// <summary>The natural .NET value of anything but a node.</summary>
    internal object? Box() =>
        IsInt ? BoxedValues.Of(_bits)
        : IsFloat ? Float
        : IsBool ? BoxedValues.Of(Bool)
        : Reference;
}
