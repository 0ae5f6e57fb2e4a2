namespace Bridge.Manager;

/// <summary>What is known of the server process behind a manager; one instance for as long as that process lives.</summary>
/// <remarks>Immutable and thread-safe. Compared by reference: another instance is another process.</remarks>
public sealed class ServerInfo
{
    internal ServerInfo(Version? pythonVersion, int? processId, long serverId, object? canonicalAddress)
    {
        PythonVersion = pythonVersion;
        ProcessId = processId;
        ServerId = serverId;
        CanonicalAddress = canonicalAddress;
    }

    /// <summary>The version of its Python, as in 3.11.7; null when it did not tell.</summary>
    public Version? PythonVersion { get; }

    /// <summary>The id of its process, on its own machine; null when it did not tell.</summary>
    public int? ProcessId { get; }

    /// <summary>Python's <c>id</c> of the server object; tells apart what has the same process id.</summary>
    internal long ServerId { get; }

    /// <summary>
    /// The server's own address as Python has it, which is what it compares with when it un-pickles a proxy.
    /// </summary>
    internal object? CanonicalAddress { get; }

    /// <summary>Whether the server is older than a version; false when that is unknown.</summary>
    internal bool IsBefore(int major, int minor, int patch) => PythonVersion < new Version(major, minor, patch);

    /// <summary>Whether both are the same process. A server that tells nothing cannot be told from another.</summary>
    internal bool IsSameAs(ServerInfo other) =>
        ProcessId == other.ProcessId && ServerId == other.ServerId && PythonVersion == other.PythonVersion;

    /// <summary>Version and process.</summary>
    public override string ToString() =>
        PythonVersion is null ? "a server that does not say what it is" : $"CPython {PythonVersion}, process {ProcessId}";
}
