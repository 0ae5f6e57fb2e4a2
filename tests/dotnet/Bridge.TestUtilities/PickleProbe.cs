using System.Buffers;
using System.Collections.Immutable;
using System.Numerics;
using Bridge.Pickle;

namespace Bridge.TestUtilities;

/// <summary>Does with a pickle whatever the library can do with one, and says what should not have happened.</summary>
public static class PickleProbe
{
    private static readonly PickleOptions ShortText = new() { Limits = new PickleLimits { MaxTextLength = 100_000 } };

    private static readonly PickleOptions[] Protocols =
        [.. Enumerable.Range(2, 4).Select(protocol => new PickleOptions { Protocol = protocol })];

    private static readonly Func<byte[], string?>[] Types =
    [
        Compare<List<int>>, Compare<double[]>, Compare<List<string?>>, Compare<Dictionary<string, double>>,
        Compare<Dictionary<string, object?>>, Compare<List<(long Number, string? Text)>>, Compare<byte[]>,
        Compare<List<List<int>>>, Compare<Dictionary<string, List<string?>>>, Compare<List<long?>>,
        Compare<(string? Kind, object? Value)>, Compare<List<bool>>, Compare<Dictionary<long, (double, double)>>,
        Compare<List<ProbeRow>>, Compare<ProbeRow>, Compare<List<ProbePair?>>, Compare<Dictionary<string, ProbePair>>,
        Compare<List<DateTime>>, Compare<List<DateTimeOffset?>>, Compare<List<DateOnly>>, Compare<List<TimeOnly>>,
        Compare<List<TimeSpan>>, Compare<List<decimal>>, Compare<decimal?>, Compare<List<Guid>>, Compare<Guid?[]>,
        Compare<NumpyArray>, Compare<List<NumpyScalar>>, Compare<float[]>, Compare<double[,]>, Compare<long[,]>,
        Compare<Complex[,]>, Compare<int[][]>, Compare<List<DayOfWeek>>, Compare<HashSet<string>>,
        Compare<HashSet<long>>, Compare<Half[]>, Compare<List<BigInteger>>, Compare<List<Int128>>, Compare<byte>,
        Compare<ImmutableArray<long>>, Compare<ImmutableArray<byte>>, Compare<(int, string?, double)>,
        Compare<Dictionary<object, object?>>, Compare<PythonDeque>, Compare<PythonException>, Compare<PythonArray>,
        Compare<List<PythonPath>>, Compare<PythonDict>, Compare<object?[]>, Compare<ReadOnlyMemory<byte>>,
        Compare<(int, int, int, int, int, int, int, (int, List<int>))>, Compare<List<List<List<double>>>>,
        Compare<IMemoryOwner<byte>>, Compare<List<IMemoryOwner<byte>?>>, Compare<IMemoryOwner<double>>,
        Compare<List<IMemoryOwner<int>>>,
    ];

    /// <summary>How many ways there are to ask for a type.</summary>
    public static int TypeCount => Types.Length;

    /// <summary>How many pickle protocols there are to write.</summary>
    public static int ProtocolCount => Protocols.Length;

    /// <summary>Tries a pickle; null when nothing but <see cref="UnpicklingException"/> came out of it.</summary>
    /// <param name="pickle">The bytes, most often damaged ones.</param>
    /// <param name="choice">Chooses the type and the pickle protocol, so that a run stays short.</param>
    public static string? Try(byte[] pickle, int choice) => TryUntyped(pickle, choice) ?? TryTyped(pickle, choice);

    /// <summary>What there is to do with a pickle without asking for a type; the choice is that of the protocol.</summary>
    public static string? TryUntyped(byte[] pickle, int choice) => Guard(() =>
    {
        var value = PickleSerializer.Deserialize(pickle);
        _ = PythonEqualityComparer.Instance.Equals(value, PickleSerializer.Deserialize(pickle));
        PickleJson.Write(pickle, TextWriter.Null, ShortText);
        PickleText.Write(pickle, TextWriter.Null, ShortText);
        PickleDisassembler.Write(pickle, TextWriter.Null);
        _ = value?.ToString();
        return Rewrite(value, Protocols[choice % Protocols.Length]);
    });

    /// <summary>Asks for one type.</summary>
    public static string? TryTyped(byte[] pickle, int choice) => Guard(() => Types[choice % Types.Length](pickle));

    private static string? Guard(Func<string?> probe)
    {
        try
        {
            return probe();
        }
        catch (UnpicklingException)
        {
            return null;
        }
#pragma warning disable CA1031 // Any other exception is what is looked for.
        catch (Exception e)
        {
            return e.ToString();
        }
#pragma warning restore CA1031
    }

    private static string? Rewrite(object? value, PickleOptions options)
    {
        byte[] again;
        try
        {
            again = PickleSerializer.Serialize(value, options);
        }
        catch (PicklingException)
        {
            // A value that contains itself in a way that Python cannot pickle either.
            return null;
        }

        try
        {
            _ = PickleSerializer.Deserialize(again);
            return null;
        }
        catch (UnpicklingException e)
        {
            return $"What was written cannot be read: {e.Message} {Convert.ToHexString(again)}";
        }
    }

    /// <summary>The fast way into a type must agree with the way by natural values, which a NONE and a POP enforce.</summary>
    private static string? Compare<T>(byte[] pickle)
    {
        if (pickle is not [0x80, _, ..])
        {
            return null;
        }

        var fast = Outcome<T>(pickle);
        var slow = Outcome<T>([.. pickle.AsSpan(0, 2), (byte)'N', (byte)'0', .. pickle.AsSpan(2)]);
        return fast == slow ? null : $"As {typeof(T)} it is {fast} one way and {slow} the other.";
    }

    private static string Outcome<T>(byte[] pickle)
    {
        try
        {
            return Convert.ToHexString(PickleSerializer.Serialize(PickleSerializer.Deserialize<T>(pickle)));
        }
        catch (Exception e) when (e is InvalidCastException or UnpicklingException or PicklingException)
        {
            return e.GetType().Name;
        }
    }

    private sealed record ProbePair(long? Id, string? Name = "none");

    private sealed record ProbeRow(
        int Id, string Name, DateTimeOffset When, decimal Price, List<string> Tags, DayOfWeek Kind, ProbeRow? Next = null);
}
