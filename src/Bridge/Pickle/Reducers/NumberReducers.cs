using System.Globalization;
using System.Numerics;
using Bridge.Pickle.Converters;

namespace Bridge.Pickle.Reducers;

/// <summary><c>decimal.Decimal</c>, <c>fractions.Fraction</c>, <c>uuid.UUID</c> and <c>range</c>.</summary>
internal static class NumberReducers
{
    private const int MostBits = 16 * 1024;

    internal static IReadOnlyList<KeyValuePair<PythonGlobal, Reducer>> All { get; } =
    [
        new(new("decimal", "Decimal"), new DecimalReducer()),
        new(new("fractions", "Fraction"), new FractionReducer()),
        new(new("uuid", "UUID"), new UuidReducer()),
        new(new("builtins", "range"), new RangeReducer()),
    ];

    private static BigInteger? IntegerOf(object? value) => value switch
    {
        long number => number,
        BigInteger number => number,
        _ => null,
    };

    private sealed class DecimalReducer : Reducer
    {
        internal override object? Construct(in ReduceCall call)
        {
            if (!call.IsCall || call.Arguments.Items is not [string text])
            {
                return null;
            }

            call.Budget.Spend(text.Length);
            return !DecimalParts.TryParse(text, out var parts) ? null
                : parts.TryToExact(out var value) ? value
                : new PythonDecimal(text, parts);
        }
    }

    private sealed class FractionReducer : Reducer
    {
        // Reducing takes quadratic time. CPython writes them reduced, and ints of more digits never as text.
        private const int MostDigits = 4300;

        internal override object? Construct(in ReduceCall call) => call.Arguments.Items switch
        {
            _ when !call.IsCall => null,
            [string text] => Parse(text, call.Budget),
            [var numerator, var denominator] when IntegerOf(numerator) is { } n && IntegerOf(denominator) is { } d =>
                Divide(n, d, call.Budget),
            _ => null,
        };

        private static PythonFraction? Parse(string text, CopyBudget budget)
        {
            var slash = text.IndexOf('/', StringComparison.Ordinal);
            var whole = slash < 0 ? text.AsSpan() : text.AsSpan(0, slash);
            var denominator = BigInteger.One;
            return whole.Length <= MostDigits && text.Length - slash <= MostDigits
                && BigInteger.TryParse(
                    whole, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var numerator)
                && (slash < 0 || BigInteger.TryParse(
                    text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out denominator))
                ? Divide(numerator, denominator, budget)
                : null;
        }

        private static PythonFraction? Divide(BigInteger numerator, BigInteger denominator, CopyBudget budget)
        {
            var bits = numerator.GetBitLength() + denominator.GetBitLength();
            if (denominator.Sign <= 0 || bits > MostBits)
            {
                return null;
            }

            budget.Spend(bits / 8);
            return new PythonFraction(numerator, denominator);
        }
    }

    /// <summary>A UUID has its int as state; one with <c>is_safe</c> says more than a <see cref="Guid"/> can.</summary>
    private sealed class UuidReducer : Reducer
    {
        internal override object? Complete(PythonObject instance, CopyBudget budget) =>
            instance is { Kind: PythonObjectKind.New, Arguments.Count: 0, State: PythonDict { Count: 1 } state }
                ? GuidConverter.OfState(state)
                : null;
    }

    private sealed class RangeReducer : Reducer
    {
        internal override object? Construct(in ReduceCall call)
        {
            if (!call.IsCall || call.Arguments.Items is not [var start, var stop, var step]
                || IntegerOf(start) is not { } a || IntegerOf(stop) is not { } b
                || IntegerOf(step) is not { IsZero: false } c)
            {
                return null;
            }

            // Counting divides, which takes quadratic time.
            var bits = a.GetBitLength() + b.GetBitLength() + c.GetBitLength();
            if (bits > MostBits)
            {
                return null;
            }

            call.Budget.Spend(bits / 8);
            return new PythonRange(a, b, c);
        }
    }
}
