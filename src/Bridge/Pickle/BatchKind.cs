namespace Bridge.Pickle;

/// <summary>How items get into a container.</summary>
internal enum BatchKind : byte
{
    /// <summary>APPEND, APPENDS.</summary>
    Append,

    /// <summary>ADDITEMS.</summary>
    Add,

    /// <summary>SETITEM, SETITEMS: keys and values by turns.</summary>
    Set,
}
