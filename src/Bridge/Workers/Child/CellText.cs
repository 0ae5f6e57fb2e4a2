using System.Globalization;
using System.Numerics;
using Bridge.Pickle;

namespace Bridge.Workers.Child;

/// <summary>The rows of a table are text: lets a record have numbers, dates and such where a row has their text.</summary>
internal static class CellText
{
    /// <summary>The same options, which read text as a number, a bool, a date, a time or a Guid where one is asked for.</summary>
    /// <remarks>Invariant culture, no group separators. An empty text is null where that is allowed.</remarks>
    public static PickleOptions AddTo(PickleOptions options)
    {
        var result = options;
        Integer<sbyte>();
        Integer<byte>();
        Integer<short>();
        Integer<ushort>();
        Integer<int>();
        Integer<uint>();
        Integer<long>();
        Integer<ulong>();
        Integer<BigInteger>();
        Float<float>();
        Float<double>();
        Float<decimal>();
        Add(bool.Parse);
        Add(Guid.Parse);
        Add(text => DateOnly.Parse(text, CultureInfo.InvariantCulture));
        Add(text => TimeOnly.Parse(text, CultureInfo.InvariantCulture));
        Add(text => TimeSpan.Parse(text, CultureInfo.InvariantCulture));
        Add(text => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind));
        Add(text => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture));
        return result;

        void Integer<T>()
            where T : struct, INumber<T> =>
            Add(text => T.Parse(text, NumberStyles.Integer, CultureInfo.InvariantCulture));

        void Float<T>()
            where T : struct, INumber<T> =>
            Add(text => T.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture));

        void Add<T>(Func<string, T> parse)
            where T : struct =>
            result = result
                .WithConverter(new CellConverter<T>(parse, options))
                .WithConverter(new EmptyCellConverter<T>(parse, options));
    }

    private sealed class CellConverter<T>(Func<string, T> parse, PickleOptions others) : IPickleConverter<T, object?>
        where T : struct
    {
        public object? ToPickle(T value) => value;

        public T FromPickle(object? value) =>
            value is string text ? parse(text) : PickleSerializer.Convert<T>(value, others, hasShared: true);
    }

    private sealed class EmptyCellConverter<T>(Func<string, T> parse, PickleOptions others) : IPickleConverter<T?, object?>
        where T : struct
    {
        public object? ToPickle(T? value) => value;

        public T? FromPickle(object? value) => value switch
        {
            string text when string.IsNullOrWhiteSpace(text) => null,
            string text => parse(text),
            _ => PickleSerializer.Convert<T?>(value, others, hasShared: true),
        };
    }
}
