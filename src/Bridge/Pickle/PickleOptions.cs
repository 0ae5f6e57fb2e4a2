using Bridge.Pickle.Converters;
using Bridge.Pickle.Reducers;

namespace Bridge.Pickle;

/// <summary>How pickles are read and written.</summary>
/// <remarks>Thread-safe. Converters are resolved once per instance, so keep and share instances.</remarks>
public sealed record PickleOptions
{
    /// <summary>The pickle protocol that every CPython since 3.4 reads.</summary>
    internal const int DefaultProtocol = 4;

    private PickleWriter? _writer;

    /// <summary>The default options.</summary>
    public PickleOptions() => Converters = new ConverterCache(this);

    private PickleOptions(PickleOptions original)
    {
        Protocol = original.Protocol;
        Limits = original.Limits;
        Python2Strings = original.Python2Strings;
        NamingPolicy = original.NamingPolicy;
        Reducers = original.Reducers;
        Converters = new ConverterCache(this);
    }

    /// <summary>The options that hold when nothing else is said.</summary>
    public static PickleOptions Default { get; } = new();

    /// <summary>The pickle protocol to write. All are read.</summary>
    /// <value>
    /// 4 by default, which CPython reads from 3.4 on; 3 from 3.0 on; 5 from 3.8 on; 2 for files that Python 2 reads too.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">Less than 2 or more than 5.</exception>
    public int Protocol
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 2);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 5);
            field = value;
        }
    } = DefaultProtocol;

    /// <summary>What a pickle may cost at most.</summary>
    /// <value><see cref="PickleLimits.Default"/> by default.</value>
    public PickleLimits Limits { get; init; } = PickleLimits.Default;

    /// <summary>What the <c>str</c> of Python 2 becomes.</summary>
    /// <value><see cref="Python2Strings.Ascii"/> by default.</value>
    public Python2Strings Python2Strings { get; init; }

    /// <summary>How the properties of records are named in Python.</summary>
    /// <value><see cref="PickleNamingPolicy.SnakeCase"/> by default.</value>
    public PickleNamingPolicy NamingPolicy
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = PickleNamingPolicy.SnakeCase;

    /// <summary>The Python classes that become natural .NET values.</summary>
    internal ReducerTable Reducers { get; init; } = ReducerTable.Full;

    // Not part of equality, nor of a copy made by "with": a cache belongs to one instance.
    internal ConverterCache Converters { get; }

    /// <summary>Whether all options are equal.</summary>
    /// <param name="other">The options to compare with.</param>
    public bool Equals(PickleOptions? other) =>
        other is not null && Protocol == other.Protocol && Limits == other.Limits
        && Python2Strings == other.Python2Strings && NamingPolicy == other.NamingPolicy
        && ReferenceEquals(Reducers, other.Reducers);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Protocol, Limits, Python2Strings, NamingPolicy);

    /// <summary>The same options, for a view of what is on the wire: only basic types are natural values.</summary>
    internal PickleOptions AsRaw() => this with { Reducers = ReducerTable.Basic };

    /// <summary>A writer that is ready for one pickle; nobody else has it.</summary>
    internal PickleWriter RentWriter() => Interlocked.Exchange(ref _writer, null) ?? new PickleWriter(this);

    /// <summary>Takes a writer back, in whatever state it is.</summary>
    internal void ReturnWriter(PickleWriter writer)
    {
        writer.Reset();
        _writer = writer;
    }
}
