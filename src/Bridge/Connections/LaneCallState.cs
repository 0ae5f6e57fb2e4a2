namespace Bridge.Connections;

/// <summary>How far a <see cref="LaneCall"/> has come.</summary>
internal enum LaneCallState
{
    /// <summary>Not yet written; it can still be withdrawn.</summary>
    Waiting,

    /// <summary>Written, or being written: the manager will reply.</summary>
    Sent,

    /// <summary>Completed; a reply that comes is thrown away.</summary>
    Done,
}
