namespace Bridge.Pickle;

/// <summary>Reads and writes a type of one's own by way of another one.</summary>
/// <typeparam name="T">The type that has no Python equivalent, or shall have another one.</typeparam>
/// <typeparam name="TSurrogate">What is pickled in its place: any type that the codec knows.</typeparam>
/// <remarks>
/// Register it with <see cref="PickleOptions.WithConverter"/>. Must be thread-safe. Null is None and never comes here.
/// </remarks>
public interface IPickleConverter<T, TSurrogate>
{
    /// <summary>The value to pickle.</summary>
    /// <param name="value">The value that is to be written.</param>
    TSurrogate ToPickle(T value);

    /// <summary>The value of what was in a pickle.</summary>
    /// <param name="value">What was read.</param>
    /// <exception cref="ArgumentException">
    /// It does not fit. Becomes an <see cref="InvalidCastException"/>, as <see cref="FormatException"/> and
    /// <see cref="OverflowException"/> do.
    /// </exception>
    T FromPickle(TSurrogate value);
}
