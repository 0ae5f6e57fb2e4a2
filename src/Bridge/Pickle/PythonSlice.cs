using System.Collections;
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
    public bool Equals(PythonSlice? other) => PythonEqualityComparer.Instance.Equals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(HashOfPart(Start), HashOfPart(Stop), HashOfPart(Step));

    /// <inheritdoc/>
    public override string ToString() => PickleText.ToString(this);

    // Containers do not count: hashing slices of slices that share parts would take exponential time.
    private static int HashOfPart(object? part) =>
        part is PythonSlice or ITuple || (part is IEnumerable and not string) ? 0 : PythonEqualityComparer.HashOf(part);
}
