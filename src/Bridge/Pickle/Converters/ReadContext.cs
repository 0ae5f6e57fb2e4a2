using System.Runtime.CompilerServices;

namespace Bridge.Pickle.Converters;

/// <summary>What the converters of one read share. Not thread-safe.</summary>
/// <param name="options">The options of the read.</param>
/// <param name="hasShared">Whether a container occurs more than once.</param>
internal sealed class ReadContext(PickleOptions options, bool hasShared)
{
    private Dictionary<(object Natural, PickleConverter Converter), object>? _shared;
    private int _depth;
    private long _copied;

    internal PickleOptions Options => options;

    /// <summary>What a natural value became before, for the same converter.</summary>
    internal bool TryGetShared(object natural, PickleConverter converter, out object? value)
    {
        value = null;
        return _shared is not null && _shared.TryGetValue((natural, converter), out value);
    }

    /// <summary>Keeps what a natural value became: one object in Python is one here, and is converted once.</summary>
    internal void Share(object natural, PickleConverter converter, object value)
    {
        if (hasShared)
        {
            Keep(natural, converter, value);
        }
    }

    /// <summary>The same for bytes, which do not count as shared.</summary>
    internal void Keep(object natural, PickleConverter converter, object value)
    {
        _shared ??= new(IdentityComparer.Instance);
        _shared[(natural, converter)] = value;
    }

    /// <summary>Goes one container deeper.</summary>
    /// <exception cref="UnpicklingException">The value contains itself, or is nested too deep.</exception>
    internal void Enter()
    {
        if (++_depth > options.Limits.MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw PickleErrors.TooDeep(options.Limits.MaxDepth, -1);
        }
    }

    /// <summary>Comes before a copy of what a pickle may refer to over and over.</summary>
    /// <exception cref="UnpicklingException">It would be too much in all.</exception>
    internal void Spend(long bytes)
    {
        _copied += bytes;
        if (_copied > options.Limits.MaxAllocatedBytes)
        {
            throw new UnpicklingException(
                $"Converting the pickle needs more than {options.Limits.MaxAllocatedBytes} bytes of memory; "
                + "see PickleLimits.MaxAllocatedBytes.");
        }
    }

    internal void Leave() => _depth--;

    internal static InvalidCastException Mismatch<T>(object? value) =>
        new($"The value is a Python {PythonTypeName.Of(value)}; {TypeName.Of(typeof(T))} was asked for.");

    private sealed class IdentityComparer : IEqualityComparer<(object Natural, PickleConverter Converter)>
    {
        internal static IdentityComparer Instance { get; } = new();

        public bool Equals(
            (object Natural, PickleConverter Converter) x, (object Natural, PickleConverter Converter) y) =>
            ReferenceEquals(x.Natural, y.Natural) && ReferenceEquals(x.Converter, y.Converter);

        public int GetHashCode((object Natural, PickleConverter Converter) obj) =>
            HashCode.Combine(RuntimeHelpers.GetHashCode(obj.Natural), RuntimeHelpers.GetHashCode(obj.Converter));
    }
}
