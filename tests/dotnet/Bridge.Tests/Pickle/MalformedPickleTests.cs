using Bridge.Pickle;

namespace Bridge.Tests.Pickle;

public class MalformedPickleTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("K\u0001", 2)]
    [InlineData(".", 0)]
    [InlineData("N.N.", 2)]
    [InlineData("?", 0)]
    [InlineData("\u0080\u0006N.", 0)]
    [InlineData("\u0080\u0004\u0095\u0009\0\0\0\0\0\0\0N.", 2)]
    [InlineData("K", 0)]
    [InlineData("J\0\0\0", 0)]
    [InlineData("G\0\0", 0)]
    [InlineData("Ix\n.", 0)]
    [InlineData("I\n.", 0)]
    [InlineData("I1_0\n.", 0)]
    [InlineData("I5", 0)]
    [InlineData("L0x10L\n.", 0)]
    [InlineData("LL\n.", 0)]
    [InlineData("F1,5\n.", 0)]
    [InlineData("Fx\n.", 0)]
    [InlineData("S'abc\n.", 0)]
    [InlineData("Sabc\n.", 0)]
    [InlineData("S'\\x4'\n.", 0)]
    [InlineData("V\\u12\n.", 0)]
    [InlineData("V\\U00110000\n.", 0)]
    [InlineData("\u008c\u0001\u00ff.", 0)]
    [InlineData("\u008c\u0003\u00ed\u00a0.", 0)]
    [InlineData("X\u00ff\u00ff\u00ff\u00ff.", 0)]
    [InlineData("\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff.", 0)]
    [InlineData("\u008e\0\0\0\u0040\0\0\0\0.", 0)]
    [InlineData("\u0096\0\0\0\0\0\0\0\u0080.", 0)]
    [InlineData("\u008b\u00ff\u00ff\u00ff\u00ff.", 0)]
    [InlineData("T\u00ff\u00ff\u00ff\u00ff.", 0)]
    [InlineData("g0\n.", 0)]
    [InlineData("h\0.", 0)]
    [InlineData("j\0\0\0\0.", 0)]
    [InlineData("gx\n.", 0)]
    [InlineData("Np-1\n.", 1)]
    [InlineData("Np99999999999999999999\n.", 1)]
    [InlineData("q\0.", 0)]
    [InlineData("\u0094.", 0)]
    [InlineData("0.", 0)]
    [InlineData("1.", 0)]
    [InlineData("2.", 0)]
    [InlineData("(2.", 1)]
    [InlineData("(.", 1)]
    [InlineData("\u0085.", 0)]
    [InlineData("N\u0086.", 1)]
    [InlineData("N(N\u0086.", 3)]
    [InlineData("t.", 0)]
    [InlineData("l.", 0)]
    [InlineData("(Nd.", 2)]
    [InlineData("]a.", 1)]
    [InlineData("NNa.", 2)]
    [InlineData("}Na.", 2)]
    [InlineData("]e.", 1)]
    [InlineData("(Ne.", 2)]
    [InlineData("}(Nu.", 3)]
    [InlineData("](NNu.", 4)]
    [InlineData("]NNs.", 3)]
    [InlineData("](N\u0090.", 3)]
    [InlineData("\u008f(Ne.", 3)]
    [InlineData("\u0091.", 0)]
    [InlineData("cm\n", 0)]
    [InlineData("c\u00ff\nx\n.", 0)]
    [InlineData("NN\u0093.", 2)]
    [InlineData("N)R.", 2)]
    [InlineData("cm\nf\nNR.", 6)]
    [InlineData("cm\nf\nR.", 5)]
    [InlineData("N)\u0081.", 2)]
    [InlineData("cm\nf\n))\u0092.", 7)]
    [InlineData("(o.", 1)]
    [InlineData("(No.", 2)]
    [InlineData("im\nC\n.", 0)]
    [InlineData("}Nb.", 2)]
    [InlineData("cm\nC\nNb.", 6)]
    [InlineData("cm\nC\n)\u0081NbNb.", 10)]
    [InlineData("cm\nC\n)\u0081(Ne(N\u0090.", 12)]
    public void Deserialize_of_a_malformed_pickle_tells_where(string pickle, int offset)
    {
        var error = Assert.Throws<UnpicklingException>(() => PickleSerializer.Deserialize(pickle.ToLatin1Bytes()));

        Assert.Equal(offset, error.Offset);
    }

    [Theory]
    [InlineData("}]Ns.")]
    [InlineData("}}Ns.")]
    [InlineData("}\u008fNs.")]
    [InlineData("}]\u0085Ns.")]
    [InlineData("}(](\u0091Ns.")]
    [InlineData("\u008f(]\u0090.")]
    [InlineData("(]\u0091.")]
    [InlineData("}\u0096\0\0\0\0\0\0\0\0Ns.")]
    [InlineData("cbuiltins\nset\n]]a\u0085R.")]
    public void Deserialize_of_an_unhashable_key_throws(string pickle) =>
        Assert.Throws<UnpicklingException>(() => PickleSerializer.Deserialize(pickle.ToLatin1Bytes()));

    [Fact]
    public void Deserialize_of_one_value_copied_over_and_over_throws()
    {
        // 64 KiB of bytes, and 5,000 bytearrays made of the same ones: 320 MB out of 100 KB.
        var head = "cbuiltins\nbytearray\nq\u0000B\0\0\u0001\0".ToLatin1Bytes();
        var copy = "q\u00010]h\0h\u0001\u0085R0".ToLatin1Bytes();
        byte[] pickle = [.. head, .. new byte[65536], .. copy, .. Enumerable.Repeat("h\0h\u0001\u0085R0".ToLatin1Bytes(), 5000).SelectMany(b => b), (byte)'.'];

        Assert.Throws<UnpicklingException>(() => PickleSerializer.Deserialize(pickle));
    }

    [Fact]
    public void Deserialize_of_a_huge_length_allocates_nothing()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<UnpicklingException>(
            () => PickleSerializer.Deserialize("\u008e\0\0\0\u0030\0\0\0\0.".ToLatin1Bytes()));
        Assert.Throws<UnpicklingException>(
            () => PickleSerializer.Deserialize("Nr\u00ff\u00ff\u00ff\u00ff\u0095\u00ff".ToLatin1Bytes()));

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);
    }

    [Theory]
    [InlineData("]", "", "\u0085")]
    [InlineData("]", "]", "a")]
    [InlineData("", "(", "\u0091")]
    [InlineData("}N", "N\u0085", "s")]
    [InlineData("cm\nf\n)R", "", ")R")]
    public void Deserialize_of_100_000_nested_containers_throws(string first, string open, string close)
    {
        var nested = first
            + string.Concat(Enumerable.Repeat(open, 100_000)) + string.Concat(Enumerable.Repeat(close, 100_000)) + ".";

        Assert.Throws<UnpicklingException>(() => PickleSerializer.Deserialize(nested.ToLatin1Bytes()));
    }

    [Fact]
    public void Deserialize_of_exponentially_many_references_takes_no_time()
    {
        // 400 tuples of twice the one before: 2^400 values if they were visited one by one.
        var bytes = ("N\u0085" + string.Concat(Enumerable.Repeat("2\u0086", 400)) + ".").ToLatin1Bytes();

        var one = PickleSerializer.Deserialize(bytes);
        var two = PickleSerializer.Deserialize(bytes);

        Assert.True(PythonEqualityComparer.Instance.Equals(one, two));
        Assert.Throws<UnpicklingException>(() => PickleJson.Write(bytes, TextWriter.Null, Small));
        Assert.True(PickleSerializer.Serialize(one).Length < 3000);
    }

    [Theory]
    [InlineData("2\u0086")]
    [InlineData("q\0(h\0h\0\u0086\u0091")]
    [InlineData("q\0cbuiltins\nslice\nh\0h\0h\0\u0087R")]
    public void Deserialize_of_equal_keys_that_share_their_parts_takes_no_time(string level)
    {
        // The longer levels leave the one before on the stack; it is dropped at the end.
        var key = "N\u0085" + string.Concat(Enumerable.Repeat(level, 150));
        var drop = string.Concat(Enumerable.Repeat("0", level[0] == '2' ? 0 : 150));
        var dict = PickleSerializer.Deserialize<PythonDict>(
            ("}" + key + "r\u0098\0\0\0" + "0" + drop + key + "r\u0097\0\0\0" + "0" + drop
            + "j\u0098\0\0\0Nsj\u0097\0\0\0Ns.").ToLatin1Bytes());

        Assert.Single(dict);
    }

    private static PickleOptions Small => new() { Limits = new PickleLimits { MaxTextLength = 100_000 } };
}
