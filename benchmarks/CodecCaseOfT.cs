using System.Collections;
using System.Runtime.CompilerServices;
using Bridge.Pickle;

namespace Bridge.Benchmarks;

/// <summary>A case whose value is a <typeparamref name="T"/> on the typed paths.</summary>
internal sealed class CodecCase<T>(string key, string title, double typedAim) : CodecCase(key, title)
{
    private const double UntypedAim = 1;

    public override IReadOnlyList<CodecOperation> Operations(byte[] pickle) =>
    [
        new("dumps typed", "dumps", typedAim, () =>
        {
            var value = PickleSerializer.Deserialize<T>(pickle);
            return () => PickleSerializer.Serialize(value);
        }),
        new("dumps untyped", "dumps", UntypedAim, () =>
        {
            var value = PickleSerializer.Deserialize(pickle);
            return () => PickleSerializer.Serialize(value);
        }),
        new("loads typed", "loads", typedAim, () => () => PickleSerializer.Deserialize<T>(pickle)),
        new("loads untyped", "loads", UntypedAim, () => () => PickleSerializer.Deserialize(pickle)),
    ];

    public override (byte[] Typed, byte[] Untyped) Rewrite(byte[] pickle, int count)
    {
        var typed = PickleSerializer.Deserialize<T>(pickle);
        var untyped = PickleSerializer.Deserialize(pickle);
        CheckCount(typed, count);
        CheckCount(untyped, count);
        return (PickleSerializer.Serialize(typed), PickleSerializer.Serialize(untyped));
    }

    private void CheckCount(object? value, int expected)
    {
        var count = value switch
        {
            ICollection collection => collection.Count,
            ITuple tuple => tuple.Length,
            PythonDict dict => dict.Count,
            _ => throw new InvalidOperationException($"{Title}: a {value?.GetType()} has no count."),
        };
        if (count != expected)
        {
            throw new InvalidOperationException($"{Title}: {count} items instead of {expected}.");
        }
    }
}
