namespace Bridge.Cli.Pickles;

/// <summary>What <c>pickle</c> shows of a file.</summary>
internal enum PickleView
{
    /// <summary>The value, for people.</summary>
    Text,

    /// <summary>The value, as one line of canonical JSON.</summary>
    Json,

    /// <summary>The opcodes.</summary>
    Opcodes,
}
