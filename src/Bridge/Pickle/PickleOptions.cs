using Bridge.Pickle.Converters;

namespace Bridge.Pickle;

/// <summary>How pickles are read and written.</summary>
/// <remarks>Thread-safe. Converters are resolved once per instance, so keep and share instances.</remarks>
public sealed record PickleOptions
{
    /// <summary>The default options.</summary>
    public PickleOptions() => Converters = new ConverterCache();

    private PickleOptions(PickleOptions original)
    {
        Limits = original.Limits;
        Python2Strings = original.Python2Strings;
        Converters = new ConverterCache();
    }

    /// <summary>The options that hold when nothing else is said.</summary>
    public static PickleOptions Default { get; } = new();

    /// <summary>What a pickle may cost at most.</summary>
    /// <value><see cref="PickleLimits.Default"/> by default.</value>
    public PickleLimits Limits { get; init; } = PickleLimits.Default;

    /// <summary>What the <c>str</c> of Python 2 becomes.</summary>
    /// <value><see cref="Python2Strings.Ascii"/> by default.</value>
    public Python2Strings Python2Strings { get; init; }

    // Not part of equality, nor of a copy made by "with": a cache belongs to one instance.
    internal ConverterCache Converters { get; }

    /// <summary>Whether all options are equal.</summary>
    /// <param name="other">The options to compare with.</param>
    public bool Equals(PickleOptions? other) =>
        other is not null && Limits == other.Limits && Python2Strings == other.Python2Strings;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Limits, Python2Strings);
}
