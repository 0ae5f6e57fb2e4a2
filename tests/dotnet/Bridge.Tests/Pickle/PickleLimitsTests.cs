using Bridge.Pickle;

namespace Bridge.Tests.Pickle;

public class PickleLimitsTests
{
    [Theory]
    [InlineData("]]]aa.")]
    [InlineData("N\u0085\u0085\u0085.")]
    [InlineData("(((\u0091\u0091\u0091.")]
    [InlineData("}N}N}ss.")]
    [InlineData("cm\nf\ncm\nf\n)R\u0085R.")]
    public void MaxDepth_holds_for_reading(string pickle)
    {
        var bytes = pickle.ToLatin1Bytes();

        _ = PickleSerializer.Deserialize(bytes, With(new PickleLimits { MaxDepth = pickle[0] == 'c' ? 4 : 3 }));
        var error = Assert.Throws<UnpicklingException>(
            () => PickleSerializer.Deserialize(bytes, With(new PickleLimits { MaxDepth = pickle[0] == 'c' ? 3 : 2 })));

        Assert.Contains("MaxDepth", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MaxDepth_holds_for_writing()
    {
        object value = new object[] { new object[] { Array.Empty<int>() } };

        _ = PickleSerializer.Serialize(value, With(new PickleLimits { MaxDepth = 3 }));
        Assert.Throws<PicklingException>(() => PickleSerializer.Serialize(value, With(new PickleLimits { MaxDepth = 2 })));
    }

    [Fact]
    public void MaxMemoEntries_holds_for_reading_and_writing()
    {
        var pickle = "\u0080\u0004N\u0094\u0094.".ToLatin1Bytes();
        string[] value = ["a"];

        _ = PickleSerializer.Deserialize(pickle, With(new PickleLimits { MaxMemoEntries = 2 }));
        Assert.Throws<UnpicklingException>(
            () => PickleSerializer.Deserialize(pickle, With(new PickleLimits { MaxMemoEntries = 1 })));
        _ = PickleSerializer.Serialize(value, With(new PickleLimits { MaxMemoEntries = 2 }));
        Assert.Throws<PicklingException>(
            () => PickleSerializer.Serialize(value, With(new PickleLimits { MaxMemoEntries = 1 })));
    }

    [Theory]
    [InlineData("\u008c\u0003abc.")]
    [InlineData("X\u0003\0\0\0abc.")]
    [InlineData("C\u0003abc.")]
    [InlineData("U\u0003abc.")]
    [InlineData("Vabc\n.")]
    [InlineData("\u0096\u0003\0\0\0\0\0\0\0abc.")]
    public void MaxOperandBytes_holds_for_reading(string pickle)
    {
        var bytes = pickle.ToLatin1Bytes();

        _ = PickleSerializer.Deserialize(bytes, With(new PickleLimits { MaxOperandBytes = 3 }));
        Assert.Throws<UnpicklingException>(
            () => PickleSerializer.Deserialize(bytes, With(new PickleLimits { MaxOperandBytes = 2 })));
    }

    [Fact]
    public void MaxOperandBytes_holds_for_writing()
    {
        var text = new string('é', 100);

        _ = PickleSerializer.Serialize(text, With(new PickleLimits { MaxOperandBytes = 200 }));
        Assert.Throws<PicklingException>(
            () => PickleSerializer.Serialize(text, With(new PickleLimits { MaxOperandBytes = 199 })));
    }

    [Theory]
    [InlineData("\u008a\u0003\0\0\u0001.")]
    [InlineData("\u008b\u0003\0\0\0\0\0\u0001.")]
    [InlineData("I123\n.")]
    [InlineData("L12L\n.")]
    public void MaxIntegerBytes_holds_for_reading(string pickle)
    {
        var bytes = pickle.ToLatin1Bytes();

        _ = PickleSerializer.Deserialize(bytes, With(new PickleLimits { MaxIntegerBytes = 3 }));
        Assert.Throws<UnpicklingException>(
            () => PickleSerializer.Deserialize(bytes, With(new PickleLimits { MaxIntegerBytes = 2 })));
    }

    [Fact]
    public void MaxTextLength_holds_for_json_and_text()
    {
        var pickle = "\u008c\u0003abc.".ToLatin1Bytes();

        PickleJson.Write(pickle, TextWriter.Null, With(new PickleLimits { MaxTextLength = 5 }));
        PickleText.Write(pickle, TextWriter.Null, With(new PickleLimits { MaxTextLength = 5 }));
        Assert.Throws<UnpicklingException>(
            () => PickleJson.Write(pickle, TextWriter.Null, With(new PickleLimits { MaxTextLength = 4 })));
        Assert.Throws<UnpicklingException>(
            () => PickleText.Write(pickle, TextWriter.Null, With(new PickleLimits { MaxTextLength = 4 })));
    }

    [Fact]
    public void MaxAllocatedBytes_holds_for_reading()
    {
        var large = PickleSerializer.Serialize(new byte[3_000_000]);
        var many = "(".ToLatin1Bytes().Concat(Enumerable.Repeat((byte)'}', 100_000)).Concat("t.".ToLatin1Bytes()).ToArray();
        var texts = PickleSerializer.Serialize(Enumerable.Range(0, 100_000).Select(i => $"text {i}").ToList());
        var options = With(new PickleLimits { MaxAllocatedBytes = 2_000_000 });

        foreach (var pickle in new[] { large, many, texts })
        {
            _ = PickleSerializer.Deserialize(pickle);
            var error = Assert.Throws<UnpicklingException>(() => PickleSerializer.Deserialize(pickle, options));

            Assert.Contains("MaxAllocatedBytes", error.Message, StringComparison.Ordinal);
        }

        Assert.Throws<UnpicklingException>(() => PickleSerializer.Deserialize<byte[]>(large, options));
        Assert.Throws<UnpicklingException>(() => PickleSerializer.Deserialize<List<string>>(texts, options));
    }

    [Fact]
    public void Text_of_shared_values_stays_in_proportion()
    {
        // [[...[], []...], ...]: a list with twice the same list, 40 times.
        var bomb = "]" + string.Concat(Enumerable.Range(0, 40).Select(i => $"q{(char)i}](h{(char)i}h{(char)i}e")) + ".";

        Assert.Throws<UnpicklingException>(() => PickleJson.Write(bomb.ToLatin1Bytes(), TextWriter.Null));
        Assert.Throws<UnpicklingException>(() => PickleText.Write(bomb.ToLatin1Bytes(), TextWriter.Null));
    }

    [Fact]
    public void Limits_below_1_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PickleLimits { MaxAllocatedBytes = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PickleLimits { MaxDepth = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PickleLimits { MaxMemoEntries = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PickleLimits { MaxOperandBytes = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PickleLimits { MaxIntegerBytes = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new PickleLimits { MaxTextLength = 0 });
    }

    private static PickleOptions With(PickleLimits limits) => new() { Limits = limits };
}
