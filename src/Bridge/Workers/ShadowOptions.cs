namespace Bridge.Workers;

/// <summary>What a <see cref="ShadowPool"/> takes for the same. Immutable.</summary>
public sealed record ShadowOptions
{
    /// <summary>All defaults.</summary>
    public static ShadowOptions Default { get; } = new();

    /// <summary>How far two numbers may be apart, unless both are whole.</summary>
    /// <value>0 by default.</value>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or no number.</exception>
    public double AbsoluteTolerance
    {
        get;
        init => field = CheckTolerance(value, nameof(AbsoluteTolerance));
    }

    /// <summary>The same, as a part of the larger one: 1e-9 for nine digits. The greater of both tolerances counts.</summary>
    /// <value>0 by default.</value>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or no number.</exception>
    public double RelativeTolerance
    {
        get;
        init => field = CheckTolerance(value, nameof(RelativeTolerance));
    }

    /// <summary>
    /// Keys of dicts that are not looked at: <c>"time"</c>, or with those around it <c>"items.price"</c>. Indexes of
    /// lists are left out.
    /// </summary>
    /// <value>Empty by default.</value>
    public IReadOnlyCollection<string> IgnoredFields { get; init; } = [];

    /// <summary>
    /// Whether equal values of different Python types differ: <c>1</c> and <c>1.0</c>, <c>[1]</c> and <c>(1,)</c>, an
    /// object and a dict of its attributes.
    /// </summary>
    /// <value>False by default. A <c>bool</c> and a number always differ.</value>
    public bool StrictTypes { get; init; }

    /// <summary>Whether the texts of two exceptions of the same kind must be equal.</summary>
    /// <value>False by default.</value>
    public bool CompareMessages { get; init; }

    /// <summary>Which exceptions are the same kind in Python and .NET.</summary>
    /// <value><see cref="ErrorMapping.Default"/> by default.</value>
    public ErrorMapping Errors { get; init; } = ErrorMapping.Default;

    private static double CheckTolerance(double value, string name) =>
        value >= 0 ? value : throw new ArgumentOutOfRangeException(name, value, "A tolerance is 0 or more.");
}
