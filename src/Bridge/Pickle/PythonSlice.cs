using System.Runtime.CompilerServices;

namespace Bridge.Pickle;

/// <summary>A Python <c>slice</c>.</summary>
/// <param name="Start">The first index; null for None.</param>
/// <param name="Stop">The index to stop before; null for None.</param>
/// <param name="Step">The step; null for None.</param>
public sealed record PythonSlice(object? Start, object? Stop, object? Step)
{
    /// <summary>Whether start, stop and step are equal in Python's sense.</summary>
    /// <param name="other">The slice to compare with.</param>
    public bool Equals(PythonSlice? other) =>
        other is not null
        && PythonEqualityComparer.Instance.Equals(Start, other.Start)
        && PythonEqualityComparer.Instance.Equals(Stop, other.Stop)
        && PythonEqualityComparer.Instance.Equals(Step, other.Step);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return HashCode.Combine(
            PythonEqualityComparer.HashOf(Start), PythonEqualityComparer.HashOf(Stop), PythonEqualityComparer.HashOf(Step));
    }

    /// <inheritdoc/>
    public override string ToString() => PickleText.ToString(this);
}
