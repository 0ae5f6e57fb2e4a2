namespace Bridge.Pickle;

/// <summary>What a <see cref="PickleNode"/> stands for.</summary>
internal enum NodeKind : byte
{
    List,
    Tuple,
    Dict,
    Set,
    FrozenSet,
    Slice,
    Object,
}
