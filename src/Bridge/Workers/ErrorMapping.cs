using System.Collections.Immutable;

namespace Bridge.Workers;

/// <summary>Which classes of exceptions stand for each other, in Python and in .NET. Immutable.</summary>
/// <remarks>
/// Classes are known by name: <c>"ValueError"</c> (of <c>builtins</c>), <c>"shop.NoPrice"</c>,
/// <c>"System.FormatException"</c>. A derived class is another one.
/// </remarks>
public sealed class ErrorMapping
{
    private const string Builtins = "builtins.";

    private readonly ImmutableHashSet<(string One, string Other)> _pairs;

    private ErrorMapping(ImmutableHashSet<(string One, string Other)> pairs) => _pairs = pairs;

    /// <summary>Only classes of the same name are the same.</summary>
    public static ErrorMapping None { get; } = new([]);

    /// <summary>The exceptions of Python's builtins and those of .NET that are thrown for the same reason.</summary>
    public static ErrorMapping Default { get; } = new([.. UsualErrors.Pairs]);

    /// <summary>This mapping, and one more pair.</summary>
    /// <param name="one">A class of either side.</param>
    /// <param name="other">The class that the other side raises or throws for the same reason.</param>
    public ErrorMapping With(string one, string other)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(one);
        ArgumentException.ThrowIfNullOrWhiteSpace(other);
        return new ErrorMapping(_pairs.Add((Shorten(one), Shorten(other))));
    }

    /// <summary>Whether two classes are the same, or a pair in either order.</summary>
    public bool AreSame(string one, string other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        var (a, b) = (Shorten(one), Shorten(other));
        return a == b || _pairs.Contains((a, b)) || _pairs.Contains((b, a));
    }

    /// <summary>The name without <c>builtins.</c>, as it is in Python programs.</summary>
    internal static string Shorten(string name) =>
        name.StartsWith(Builtins, StringComparison.Ordinal) ? name[Builtins.Length..] : name;
}
