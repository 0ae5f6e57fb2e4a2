using System.Collections.Immutable;
using Bridge.Pickle.Converters;
using Bridge.Pickle.Records;
using Bridge.Pickle.Reducers;

namespace Bridge.Pickle;

/// <summary>How pickles are read and written.</summary>
/// <remarks>Thread-safe. Converters are resolved once per instance, so keep and share instances.</remarks>
public sealed record PickleOptions
{
    /// <summary>The pickle protocol that every CPython since 3.4 reads.</summary>
    internal const int DefaultProtocol = 4;

    private PickleWriter? _writer;
    private ReducerTable? _reducers;

    /// <summary>The default options.</summary>
    public PickleOptions() => Converters = new ConverterCache(this);

    private PickleOptions(PickleOptions original)
    {
        Protocol = original.Protocol;
        Limits = original.Limits;
        Python2Strings = original.Python2Strings;
        NamingPolicy = original.NamingPolicy;
        KnownReducers = original.KnownReducers;
        Surrogates = original.Surrogates;
        Classes = original.Classes;
        Owner = original.Owner;
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

    /// <summary>Who reads and writes with these options, where that matters: the client whose proxies may go out.</summary>
    internal object? Owner { get; init; }

    /// <summary>The Python classes that become natural .NET values, with those of <see cref="WithClass"/>.</summary>
    internal ReducerTable Reducers => _reducers ??= Classes.Aggregate(
        KnownReducers, (table, mapped) => table.With(mapped.Key, new ClassReducer(mapped.Value, this)));

    /// <summary>The Python classes that the library knows.</summary>
    internal ReducerTable KnownReducers { get; init; } = ReducerTable.Full;

    /// <summary>Makes the converters of <see cref="WithConverter"/>.</summary>
    internal ImmutableDictionary<Type, Func<ConverterCache, PickleConverter>> Surrogates { get; private init; } =
        ImmutableDictionary<Type, Func<ConverterCache, PickleConverter>>.Empty;

    private ImmutableDictionary<PythonGlobal, Type> Classes { get; init; } =
        ImmutableDictionary<PythonGlobal, Type>.Empty;

    // Not part of equality, nor of a copy made by "with": a cache belongs to one instance.
    internal ConverterCache Converters { get; }

    /// <summary>The same options, with a type that is read and written by way of another one.</summary>
    /// <param name="converter">Wins over what the codec does with <typeparamref name="T"/> otherwise.</param>
    /// <exception cref="ArgumentException">Both types are the same.</exception>
    public PickleOptions WithConverter<T, TSurrogate>(IPickleConverter<T, TSurrogate> converter)
    {
        ArgumentNullException.ThrowIfNull(converter);
        if (typeof(T) == typeof(TSurrogate))
        {
            throw new ArgumentException("A type cannot be its own surrogate.", nameof(converter));
        }

        return this with
        {
            Surrogates = Surrogates.SetItem(
                typeof(T), cache => new SurrogateConverter<T, TSurrogate>(converter, cache)),
        };
    }

    /// <summary>
    /// The same options, with instances of the Python class of <typeparamref name="T"/> as <typeparamref name="T"/>
    /// wherever no type is asked for.
    /// </summary>
    /// <typeparam name="T">A type with a <see cref="PythonClassAttribute"/>.</typeparam>
    /// <exception cref="InvalidOperationException">
    /// The type has no such attribute, or the program is trimmed or compiled ahead of time.
    /// </exception>
    public PickleOptions WithClass<T>()
    {
        var name = PythonClassName.Of(typeof(T))
            ?? throw new InvalidOperationException($"{TypeName.Of(typeof(T))} has no [PythonClass].");
        return RecordTypes.AreSupported
            ? this with { Classes = Classes.SetItem(name, typeof(T)) }
            : throw new InvalidOperationException(RecordTypes.NeedsAllOf(typeof(T)));
    }

    /// <summary>Whether all options are equal.</summary>
    /// <param name="other">The options to compare with.</param>
    public bool Equals(PickleOptions? other) =>
        other is not null && Protocol == other.Protocol && Limits == other.Limits
        && Python2Strings == other.Python2Strings && NamingPolicy == other.NamingPolicy
        && ReferenceEquals(KnownReducers, other.KnownReducers)
        && ReferenceEquals(Owner, other.Owner)
        && ReferenceEquals(Surrogates, other.Surrogates) && ReferenceEquals(Classes, other.Classes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Protocol, Limits, Python2Strings, NamingPolicy);

    /// <summary>The same options, for a view of what is on the wire: only basic types are natural values.</summary>
    internal PickleOptions AsRaw() => this with
    {
        KnownReducers = ReducerTable.Basic,
        Classes = ImmutableDictionary<PythonGlobal, Type>.Empty,
    };

    /// <summary>A writer that is ready for one pickle; nobody else has it.</summary>
    internal PickleWriter RentWriter() => Interlocked.Exchange(ref _writer, null) ?? new PickleWriter(this);

    /// <summary>Takes a writer back, in whatever state it is.</summary>
    internal void ReturnWriter(PickleWriter writer)
    {
        writer.Reset();
        _writer = writer;
    }
}
