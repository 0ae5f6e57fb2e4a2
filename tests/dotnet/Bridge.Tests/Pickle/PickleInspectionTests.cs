using Bridge.Pickle;

namespace Bridge.Tests.Pickle;

public class PickleInspectionTests
{
    // Replies and requests as they are on a manager connection; the last two came from CPython 3.6 and 3.14.
    [Theory]
    [InlineData(
        "8004284e8c06637265617465288c046c697374747d2875742e",
        """{"tuple":[null,"create",{"tuple":["list"]},{"dict":[]}]}""")]
    [InlineData(
        "8004288c06234552524f528c086275696c74696e73948c084b65794572726f7293288c027a7a7452742e",
        """{"tuple":["#ERROR",{"object":"builtins.KeyError","args":["zz"]}]}""")]
    [InlineData(
        "80048c186d756c746970726f63657373696e672e6d616e61676572738c05546f6b656e932981288c046c697374288c093132372e302e302e" +
        "314a88130000748c0637663030616174622e",
        """{"object":"multiprocessing.managers.Token","args":[],"state":{"tuple":["list",{"tuple":["127.0.0.1",5000]},"7f00aa"]}}""")]
    [InlineData("800358070000002352455455524e71004e8671012e", """{"tuple":["#RETURN",null]}""")]
    [InlineData("8005950e000000000000008c072352455455524e944e86942e", """{"tuple":["#RETURN",null]}""")]
    public void Json_of_messages_of_a_manager(string pickle, string json) =>
        Assert.Equal(json, JsonOf(Convert.FromHexString(pickle)));

    [Theory]
    [InlineData("].", "[]")]
    [InlineData("]\u0094h\0a.", """[{"ref":1}]""")]
    [InlineData("]\u0094]h\0aa.", """[[{"ref":2}]]""")]
    [InlineData("]\u0094]\u0094h\u0001ah\0aa.", """[[{"ref":1},{"ref":2}]]""")]
    [InlineData("cm\nC\n)\u0081\u0094(h\0]h\0ae.", """{"object":"m.C","args":[],"items":[{"ref":1},[{"ref":2}]]}""")]
    [InlineData("cm\nC\n)}\u008c\u0001kK\u0001s\u0092.", """{"object":"m.C","args":[],"kwargs":{"dict":[["k",1]]}}""")]
    [InlineData("cm\nC\n)\u0081Nb.", """{"object":"m.C","args":[],"state":null}""")]
    [InlineData("cm\nC\n)\u0081(e(u.", """{"object":"m.C","args":[],"items":[],"pairs":[]}""")]
    [InlineData("cm\nf\n)R)R.", """{"object":{"object":"m.f","args":[]},"args":[]}""")]
    [InlineData("cbuiltins\nslice\nNNN\u0087R.", """{"object":"builtins.slice","args":[null,null,null]}""")]
    [InlineData("}K\u0001Ns\u0088K\u0002s.", """{"dict":[[1,2]]}""")]
    [InlineData("\u008c\u0004\"\\\u007f\n.", """{"x":0}""")]
    public void Json_of_small_pickles(string pickle, string json) =>
        Assert.Equal(
            json.Replace("""{"x":0}""", "\"\\\"\\\\\\u007f\\n\"", StringComparison.Ordinal), JsonOf(pickle.ToLatin1Bytes()));

    [Fact]
    public void Disassembly_is_that_of_pickletools()
    {
        using var output = new StringWriter { NewLine = "\n" };

        PickleDisassembler.Write(
            Convert.FromHexString("8004288c06234552524f528c086275696c74696e73948c084b65794572726f7293288c027a7a7452742e"), output);

        Assert.Equal(
            """
                0: \x80 PROTO      4
                2: (    MARK
                3: \x8c     SHORT_BINUNICODE '#ERROR'
               11: \x8c     SHORT_BINUNICODE 'builtins'
               21: \x94     MEMOIZE    (as 0)
               22: \x8c     SHORT_BINUNICODE 'KeyError'
               32: \x93     STACK_GLOBAL
               33: (        MARK
               34: \x8c         SHORT_BINUNICODE 'zz'
               38: t            TUPLE      (MARK at 33)
               39: R        REDUCE
               40: t        TUPLE      (MARK at 2)
               41: .    STOP

            """,
            output.ToString());
    }

    [Fact]
    public void Disassembly_of_a_cut_pickle_lists_what_is_there()
    {
        using var output = new StringWriter();

        Assert.Throws<UnpicklingException>(() => PickleDisassembler.Write("N]".ToLatin1Bytes(), output));

        Assert.Equal("    0: N    NONE\n    1: ]    EMPTY_LIST\n", output.ToString());
    }

    [Fact]
    public void Text_is_indented_where_it_gets_long()
    {
        var value = new PythonDict { ["numbers"] = Enumerable.Range(0, 3).ToArray(), ["text"] = new string('x', 300) };
        using var output = new StringWriter();

        PickleText.Write(PickleSerializer.Serialize(value), output);

        Assert.Equal(
            "{\n  'numbers': [0, 1, 2],\n  'text': '" + new string('x', 200) + "'... (300 characters),\n}", output.ToString());
    }

    private static string JsonOf(byte[] pickle)
    {
        using var output = new StringWriter();
        PickleJson.Write(pickle, output);
        return output.ToString();
    }
}
