namespace Bridge.Pickle;

/// <summary>A path of Python's <c>pathlib</c>.</summary>
/// <remarks>
/// Thread-safe. Equality is that of Python: double slashes and dots do not count, and in Windows paths neither does
/// case. A <c>PosixPath</c> equals the <c>PurePosixPath</c> of the same text.
/// </remarks>
public sealed class PythonPath : IEquatable<PythonPath>, IImmutableValue
{
    /// <summary>Describes a path.</summary>
    /// <param name="kind">The class.</param>
    /// <param name="text">The path, in the syntax of the class.</param>
    /// <exception cref="ArgumentOutOfRangeException">The class is none of the enum.</exception>
    public PythonPath(PythonPathKind kind, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan((int)kind, (int)PythonPathKind.PurePath, nameof(kind));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)kind, (int)PythonPathKind.WindowsPath, nameof(kind));
        Kind = kind;
        Text = text;
    }

    /// <summary>The class.</summary>
    public PythonPathKind Kind { get; }

    /// <summary>The path as it was made; Python's <c>str</c> drops double slashes and dots.</summary>
    public string Text { get; }

    /// <inheritdoc/>
    public bool Equals(PythonPath? other) =>
        other is not null && PathText.FlavorOf(Kind) == PathText.FlavorOf(other.Kind)
        && (Text == other.Text || PathText.Normalize(Kind, Text) == PathText.Normalize(Kind, other.Text));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PythonPath);

    /// <inheritdoc/>
    public override int GetHashCode() => PathText.Normalize(Kind, Text).GetHashCode(StringComparison.Ordinal);

    /// <summary>The path.</summary>
    public override string ToString() => Text;
}
