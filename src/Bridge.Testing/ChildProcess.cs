namespace Bridge.Testing;

/// <summary>A process of this machine.</summary>
/// <param name="Id">Its id, which another one may get once it has ended.</param>
/// <param name="Parent">The id of its parent.</param>
/// <param name="Start">When it started, in the system's own count; tells it from another one with its id.</param>
/// <param name="Command">Its command line.</param>
internal sealed record ChildProcess(int Id, int Parent, string Start, string Command)
{
    public override string ToString() =>
        $"process {Id} still runs: {(Command.Length > 200 ? Command[..200] + "…" : Command)}";
}
