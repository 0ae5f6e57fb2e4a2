using Bridge.Pickle.Converters;

namespace Bridge.Pickle;

/// <summary>Converts a part of a pickle that was read as nodes, for those who look at its frame first.</summary>
internal static class PickleConversion
{
    /// <exception cref="InvalidCastException">The value is of another type, or does not fit.</exception>
    internal static T To<T>(in PickleValue value, PickleOptions options) =>
        options.Converters.Get<T>().Read(value, new ReadContext(options));
}
