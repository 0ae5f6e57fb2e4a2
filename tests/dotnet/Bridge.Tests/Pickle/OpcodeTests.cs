using System.Globalization;
using System.Reflection;
using Bridge.Pickle;

namespace Bridge.Tests.Pickle;

/// <summary>Each opcode, in pickles that CPython 3.8 to 3.14 reads to the same value (given such classes).</summary>
public class OpcodeTests
{
    [Theory]
    [InlineData("N.", "None")]
    [InlineData("I01\n.", "True")]
    [InlineData("I00\n.", "False")]
    [InlineData("I-7\n.", "-7")]
    [InlineData("I9223372036854775808\n.", "9223372036854775808")]
    [InlineData("L12L\n.", "12")]
    [InlineData("L-12\n.", "-12")]
    [InlineData("L99999999999999999999999L\n.", "99999999999999999999999")]
    [InlineData("F1.5\n.", "1.5")]
    [InlineData("F-inf\n.", "-inf")]
    [InlineData("Fnan\n.", "nan")]
    [InlineData("F1e+300\n.", "1e+300")]
    [InlineData("J\u00ff\u00ff\u00ff\u00ff.", "-1")]
    [InlineData("K\u00ff.", "255")]
    [InlineData("M\u0001\u0001.", "257")]
    [InlineData("G\u003f\u00f8\0\0\0\0\0\0.", "1.5")]
    [InlineData("\u0080\u0002\u0088.", "True")]
    [InlineData("\u0080\u0002\u0089.", "False")]
    [InlineData("\u008a\0.", "0")]
    [InlineData("\u008a\u0001\u0080.", "-128")]
    [InlineData("\u008a\u0009\0\0\0\0\0\0\0\0\u0001.", "18446744073709551616")]
    [InlineData("\u008b\u0002\0\0\0\u0000\u0001.", "256")]
    [InlineData("S'a\\x41\\n\\'\\101\\\\\\q'\n.", "\"aA\\n'A\\\\\\\\q\"")]
    [InlineData("S\"it's\"\n.", "\"it's\"")]
    [InlineData("T\u0003\0\0\0abc.", "'abc'")]
    [InlineData("U\u0002ab.", "'ab'")]
    [InlineData("Va\\u20ac\\U0001f600\u00e9\\\\u0041\n.", "'a€😀é\\\\\\\\u0041'")]
    [InlineData("X\u0002\0\0\0\u00c3\u00a9.", "'é'")]
    [InlineData("\u008c\u0002\u00c3\u00a9.", "'é'")]
    [InlineData("\u008d\u0001\0\0\0\0\0\0\0a.", "'a'")]
    [InlineData("\u008c\u0003\u00ed\u00a0\u0080.", "'\\ud800'")]
    [InlineData("B\u0001\0\0\0\u00ff.", "b'\\xff'")]
    [InlineData("C\u0001a.", "b'a'")]
    [InlineData("\u008e\u0001\0\0\0\0\0\0\0a.", "b'a'")]
    [InlineData("\u0096\u0001\0\0\0\0\0\0\0a.", "bytearray(b'a')")]
    [InlineData(").", "()")]
    [InlineData("K\u0001\u0085.", "(1,)")]
    [InlineData("K\u0001K\u0002\u0086.", "(1, 2)")]
    [InlineData("K\u0001K\u0002K\u0003\u0087.", "(1, 2, 3)")]
    [InlineData("(K\u0001K\u0002t.", "(1, 2)")]
    [InlineData("].", "[]")]
    [InlineData("(K\u0001K\u0002l.", "[1, 2]")]
    [InlineData("]K\u0001a.", "[1]")]
    [InlineData("](K\u0001K\u0002e.", "[1, 2]")]
    [InlineData("}.", "{}")]
    [InlineData("(K\u0001K\u0002d.", "{1: 2}")]
    [InlineData("}K\u0001K\u0002s.", "{1: 2}")]
    [InlineData("}(K\u0001K\u0002NNu.", "{1: 2, None: None}")]
    [InlineData("\u008f.", "set()")]
    [InlineData("\u008f(K\u0001K\u0001K\u0002\u0090.", "{1, 2}")]
    [InlineData("(K\u0001\u0091.", "frozenset({1})")]
    [InlineData("K\u00010K\u0002.", "2")]
    [InlineData("K\u0001(0.", "1")]
    [InlineData("K\u0001(K\u0002K\u00031.", "1")]
    [InlineData("K\u00012\u0086.", "(1, 1)")]
    [InlineData("K\u0005p7\ng7\n\u0086.", "(5, 5)")]
    [InlineData("K\u0005q\u0007h\u0007\u0086.", "(5, 5)")]
    [InlineData("K\u0005r\u0007\0\0\u0001j\u0007\0\0\u0001\u0086.", "(5, 5)")]
    [InlineData("K\u0005\u0094h\0\u0086.", "(5, 5)")]
    [InlineData("\u0080\u0004\u0095\u0002\0\0\0\0\0\0\0K\u0001.", "1")]
    [InlineData("\u0080\u0003cmod\nC.D\n.", "<mod.C.D>")]
    [InlineData("\u0080\u0002c__builtin__\nxrange\n.", "<builtins.range>")]
    [InlineData("ccopy_reg\n_reconstructor\n.", "<copyreg._reconstructor>")]
    [InlineData("\u0080\u0004\u008c\u0003mod\u008c\u0001C\u0093.", "<mod.C>")]
    [InlineData("cm\nf\nK\u0001\u0085R.", "m.f(1)")]
    [InlineData("cm\nC\nK\u0001\u0085\u0081.", "m.C(1)")]
    [InlineData("cm\nC\n)}\u008c\u0001kK\u0001s\u0092.", "m.C(**{'k': 1})")]
    [InlineData("(im\nC\n.", "m.C()")]
    [InlineData("(K\u0001im\nC\n.", "m.C(1)")]
    [InlineData("(cm\nC\nK\u0001o.", "m.C(1)")]
    [InlineData("cm\nC\n)\u0081}b.", "m.C(state={})")]
    [InlineData("cm\nC\n)\u0081(K\u0001K\u0002e.", "m.C(items=[1, 2])")]
    [InlineData("cm\nC\n)\u0081K\u0001a.", "m.C(items=[1])")]
    [InlineData("cm\nC\n)\u0081K\u0001K\u0002s.", "m.C(pairs=[(1, 2)])")]
    [InlineData("cm\nC\n)Rp0\n0g0\n)R.", "<call>(callable=m.C())")]
    public void Deserialize_executes_each_opcode(string pickle, string expected)
    {
        var value = PickleSerializer.Deserialize(pickle.ToLatin1Bytes());

        Assert.Equal(expected, PickleText.ToString(value));
    }

    [Theory]
    [InlineData("c__builtin__\nset\n(]K\u0001atR.", "{1}")]
    [InlineData("cbuiltins\nfrozenset\n]K\u0001a\u0085R.", "frozenset({1})")]
    [InlineData("cbuiltins\nbytearray\nC\u0001a\u0085R.", "bytearray(b'a')")]
    [InlineData("cbuiltins\nbytearray\nX\u0002\0\0\0\u00c3\u00bfX\u0007\0\0\0latin-1\u0086R.", "bytearray(b'\\xff')")]
    [InlineData("cbuiltins\nbytearray\n)R.", "bytearray(b'')")]
    [InlineData("c__builtin__\nbytes\n)R.", "b''")]
    [InlineData("c_codecs\nencode\nX\u0002\0\0\0\u00c3\u00bfX\u0006\0\0\0latin1\u0086R.", "b'\\xff'")]
    [InlineData("c__builtin__\ncomplex\nG\u003f\u00f8\0\0\0\0\0\0G\0\0\0\0\0\0\0\0\u0086R.", "complex(1.5, 0.0)")]
    [InlineData("cbuiltins\nlist\n]K\u0001a\u0085R.", "[1]")]
    [InlineData("cbuiltins\nslice\nK\u0001NN\u0087R.", "slice(1, None, None)")]
    [InlineData("cbuiltins\nEllipsis\n.", "<builtins.Ellipsis>")]
    [InlineData("cbuiltins\nbytearray\nK\u0005\u0085R.", "builtins.bytearray(5)")]
    [InlineData("cbuiltins\neval\n\u008c\u00031+1\u0085R.", "builtins.eval('1+1')")]
    public void Deserialize_knows_the_calls_for_basic_types_and_no_others(string pickle, string expected) =>
        Assert.Equal(expected, PickleText.ToString(PickleSerializer.Deserialize(pickle.ToLatin1Bytes())));

    [Theory]
    [InlineData("Pid\n.", "PERSID", 0)]
    [InlineData("NQ.", "BINPERSID", 1)]
    [InlineData("\u0082\u0001.", "EXT1", 0)]
    [InlineData("\u0083\u0001\0.", "EXT2", 0)]
    [InlineData("\u0084\u0001\0\0\0.", "EXT4", 0)]
    [InlineData("N\u0097.", "NEXT_BUFFER", 1)]
    [InlineData("N\u0098.", "READONLY_BUFFER", 1)]
    public void Deserialize_refuses_what_only_the_writer_can_resolve(string pickle, string opcode, int offset)
    {
        var error = Assert.Throws<UnpicklingException>(
            () => PickleSerializer.Deserialize(pickle.ToLatin1Bytes()));

        Assert.Equal(offset, error.Offset);
        Assert.Contains($"{opcode} at offset {offset.ToString(CultureInfo.InvariantCulture)}", error.Message, StringComparison.Ordinal);
    }

    /// <summary>pickle.dumps([PickleBuffer(bytearray(b'abc')), PickleBuffer(b'de')], 5, buffer_callback=…).</summary>
    [Fact]
    public void Deserialize_takes_out_of_band_buffers_in_order()
    {
        var pickle = "\u0080\u0005\u0095\u0008\0\0\0\0\0\0\0]\u0094(\u0097\u0097\u0098e.".ToLatin1Bytes();
        ReadOnlyMemory<byte>[] buffers = ["abc"u8.ToArray(), "de"u8.ToArray()];

        var value = Assert.IsType<List<object?>>(PickleSerializer.Deserialize(pickle, buffers));

        Assert.Equal([new PythonBuffer(buffers[0], false), new PythonBuffer(buffers[1], true)], value);
        Assert.Throws<UnpicklingException>(() => PickleSerializer.Deserialize(pickle, buffers.AsSpan(0, 1)));
        Assert.Equal("[bytearray(b'abc'), b'de']", PickleText.ToString(
            PickleSerializer.Deserialize(PickleSerializer.Serialize(value))));
    }

    [Fact]
    public void Every_opcode_has_a_row_here()
    {
        var rows = typeof(OpcodeTests).GetMethods()
            .SelectMany(method => method.GetCustomAttributesData())
            .Where(attribute => attribute.AttributeType == typeof(InlineDataAttribute))
            .Select(attribute => (IReadOnlyList<CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!)
            .Select(arguments => arguments[0].Value as string).OfType<string>();
        var seen = new StringWriter();
        foreach (var row in rows)
        {
            try
            {
                PickleDisassembler.Write(row.ToLatin1Bytes(), seen);
            }
            catch (UnpicklingException)
            {
                // What came before it was listed.
            }

            seen.Write('\n');
        }

        var names = seen.ToString().Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        Assert.Empty(Enum.GetValues<Opcode>().Select(OpcodeTable.NameOf).Except(names));
    }

    [Theory]
    [InlineData(Python2Strings.Latin1, "'\u00e9'")]
    [InlineData(Python2Strings.Bytes, "b'\\xe9'")]
    public void Python2Strings_decides_what_a_str_of_Python_2_becomes(Python2Strings encoding, string expected)
    {
        var options = new PickleOptions { Python2Strings = encoding };

        Assert.Equal(expected, PickleText.ToString(PickleSerializer.Deserialize("U\u0001\u00e9.".ToLatin1Bytes(), options)));
        Assert.Equal(expected, PickleText.ToString(PickleSerializer.Deserialize("S'\\xe9'\n.".ToLatin1Bytes(), options)));
    }

    [Theory]
    [InlineData(Python2Strings.Ascii)]
    [InlineData(Python2Strings.Utf8)]
    public void Python2Strings_that_do_not_fit_name_the_option(Python2Strings encoding)
    {
        var options = new PickleOptions { Python2Strings = encoding };

        var error = Assert.Throws<UnpicklingException>(
            () => PickleSerializer.Deserialize("U\u0001\u00e9.".ToLatin1Bytes(), options));

        Assert.Contains("PickleOptions.Python2Strings", error.Message, StringComparison.Ordinal);
    }
}
