using System.Numerics;

namespace Bridge.Pickle;

/// <summary>The name that Python gives to the type of a value, for messages.</summary>
internal static class PythonTypeName
{
    internal static string Of(in PickleValue value) =>
        value.IsNone ? "None"
        : value.IsInt ? "int"
        : value.IsFloat ? "float"
        : value.IsBool ? "bool"
        : value.Node is { } node ? Of(node)
        : value.Reference switch
        {
            string => "str",
            byte[] => "bytes",
            PythonByteArray => "bytearray",
            BigInteger => "int",
            Complex => "complex",
            PythonGlobal global => $"reference to {global}",
            _ => "value",
        };

    private static string Of(PickleNode node) => node switch
    {
        ObjectNode { Callable.Reference: PythonGlobal global } => global.FullName,
        { Kind: NodeKind.List } => "list",
        { Kind: NodeKind.Tuple } => "tuple",
        { Kind: NodeKind.Dict } => "dict",
        { Kind: NodeKind.Set } => "set",
        { Kind: NodeKind.FrozenSet } => "frozenset",
        { Kind: NodeKind.Slice } => "slice",
        _ => "object",
    };
}
