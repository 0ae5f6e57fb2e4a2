namespace Bridge.Pickle;

/// <summary>
/// Anything built by REDUCE, NEWOBJ, NEWOBJ_EX, OBJ or INST. <see cref="PickleNode.Items"/> are its list items.
/// </summary>
internal sealed class ObjectNode : PickleNode
{
    internal ObjectNode(
        PythonObjectKind construction, PickleValue callable, PickleNode arguments, PickleNode? keywords, int offset)
        : base(NodeKind.Object, offset)
    {
        Construction = construction;
        Callable = callable;
        Arguments = arguments;
        Keywords = keywords;
    }

    internal PythonObjectKind Construction { get; }

    internal PickleValue Callable { get; }

    internal PickleNode Arguments { get; }

    internal PickleNode? Keywords { get; }

    /// <summary>Whether list items were on the wire, be it none.</summary>
    internal bool HasItems { get; set; }

    /// <summary>Whether the items came by ADDITEMS.</summary>
    internal bool ItemsAreAdded { get; set; }

    /// <summary>Keys and values by turns, as in a dict; null when there were none on the wire.</summary>
    internal PickleNode? Pairs { get; set; }

    internal bool HasState { get; set; }

    internal PickleValue State { get; set; }

    /// <summary>The function that gets the object and the state, in place of BUILD.</summary>
    internal PickleValue StateSetter { get; set; }
}
