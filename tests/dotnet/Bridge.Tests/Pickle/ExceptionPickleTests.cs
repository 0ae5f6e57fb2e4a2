using Bridge.Manager;
using Bridge.Pickle;

namespace Bridge.Tests.Pickle;

/// <summary>The literals come from CPython 3.11.</summary>
public class ExceptionPickleTests
{
    private const string FromPool =
        "80049553000000000000008c146d756c746970726f63657373696e672e706f6f6c948c0b72656275696c645f65786394"
        + "93948c086275696c74696e73948c0a56616c75654572726f729493948c017894859452948c02746294869452942e";

    private const string FromExecutor =
        "8004955a000000000000008c1a636f6e63757272656e742e667574757265732e70726f63657373948c0c5f7265627569"
        + "6c645f6578639493948c086275696c74696e73948c0a56616c75654572726f729493948c017894859452948c02746294"
        + "869452942e";

    [Theory]
    [InlineData("800263657863657074696f6e730a56616c75654572726f720a710058010000006171014b018671025271037d71042858"
        + "03000000666f6f71054b0258090000005f5f6e6f7465735f5f71065d710758010000006e71086175622e")]
    [InlineData("80049545000000000000008c086275696c74696e73948c0a56616c75654572726f729493948c0161944b01869452947d"
        + "94288c03666f6f944b028c095f5f6e6f7465735f5f945d948c016e946175622e")]
    [InlineData("8004952d000000000000008c086275696c74696e73948c1146696c654e6f74466f756e644572726f729493944b028c02"
        + "6e6f94869452942e")]
    [InlineData("80049531000000000000008c086275696c74696e73948c1146696c654e6f74466f756e644572726f729493944b028c02"
        + "6e6f948c016694879452942e")]
    [InlineData("80049537000000000000008c086275696c74696e73948c1146696c654e6f74466f756e644572726f72949394284b028c"
        + "026e6f948c0166944e8c016794749452942e")]
    [InlineData("8004953d000000000000008c086275696c74696e73948c12556e69636f64654465636f64654572726f72949394288c04"
        + "7574663894430178944b004b018c0362616494749452942e")]
    [InlineData("8004953f000000000000008c086275696c74696e73948c0b496d706f72744572726f729493948c017894859452947d94"
        + "288c046e616d65948c016d948c0470617468948c01709475622e")]
    [InlineData("80049533000000000000008c086275696c74696e73948c0b53796e7461784572726f729493948c017894288c0166944b"
        + "014b028c0174947494869452942e")]
    [InlineData("80049524000000000000008c086275696c74696e73948c0d53746f70497465726174696f6e9493944b03859452942e")]
    [InlineData("80049525000000000000008c086275696c74696e73948c114b6579626f617264496e746572727570749493942952942e")]
    [InlineData("80049521000000000000008c086275696c74696e73948c0a53797374656d457869749493944b02859452942e")]
    [InlineData(FromPool)]
    [InlineData(FromExecutor)]
    public void What_CPython_wrote_is_written_again_byte_for_byte(string hex)
    {
        var pickle = Convert.FromHexString(hex);

        var exception = Assert.IsType<PythonException>(PickleSerializer.Deserialize(pickle));

        Assert.StartsWith("builtins.", exception.PythonType, StringComparison.Ordinal);
        var written = PickleSerializer.Serialize(exception, new PickleOptions { Protocol = pickle[1] });
        Assert.Equal(hex, Convert.ToHexStringLower(written));
    }

    [Fact]
    public void The_module_of_two_classes_is_written_once()
    {
        // CPython has the name of this module in two objects, and writes both: ExceptionGroup("g", [ValueError(1)]).
        var pickle = Convert.FromHexString(
            "8004954a000000000000008c086275696c74696e73948c0e457863657074696f6e47726f75709493948c0167945d948c"
            + "086275696c74696e73948c0a56616c75654572726f729493944b018594529461869452942e");

        var written = PickleSerializer.Serialize(PickleSerializer.Deserialize(pickle));

        Assert.Equal(pickle.Length - "builtins".Length - 1, written.Length);
        Assert.Equal(
            "builtins.ExceptionGroup('g', [builtins.ValueError(1)])", PickleText.ToString(PickleSerializer.Deserialize(written)));
    }

    [Fact]
    public void Arguments_attributes_and_notes_are_kept()
    {
        var exception = new PythonException("ValueError", "a", 1L) { Attributes = new() { ["foo"] = 2L } };
        exception.AddNote("n");

        var read = PickleSerializer.Deserialize<PythonException>(PickleSerializer.Serialize(exception));

        Assert.Equal("builtins.ValueError", read.PythonType);
        Assert.Equal(["a", 1L], read.Arguments);
        Assert.Equal(2L, read.Attributes!["foo"]);
        Assert.Equal(["n"], read.Notes);
        Assert.Equal("ValueError: ('a', 1)", read.Message);
    }

    [Theory]
    [InlineData(FromPool)]
    [InlineData(FromExecutor)]
    public void The_traceback_of_another_process_is_kept(string hex)
    {
        var exception = PickleSerializer.Deserialize<PythonException>(Convert.FromHexString(hex));

        Assert.Equal(("ValueError: x", "tb"), (exception.Message, exception.RemoteTraceback));
        Assert.Equal("tb", RemoteErrors.FromException(exception).RemoteTraceback);
    }

    [Fact]
    public void An_exception_may_refer_to_itself()
    {
        var pickle = Convert.FromHexString(
            "80049532000000000000005d94288c086275696c74696e73948c0a56616c75654572726f729493944b01859452947d94"
            + "8c026d6594680573626805652e");

        var list = Assert.IsType<List<object?>>(PickleSerializer.Deserialize(pickle));

        var exception = Assert.IsType<PythonException>(list[0]);
        Assert.Same(exception, list[1]);
        Assert.Same(exception, exception.Attributes!["me"]);
        Assert.Equal(pickle, PickleSerializer.Serialize(list));
    }

    [Fact]
    public void Classes_of_other_modules_stay_inert()
    {
        var pickle = PickleSerializer.Serialize(new PythonException("app.errors.BadThing", "x"));

        var inert = Assert.IsType<PythonObject>(PickleSerializer.Deserialize(pickle));

        Assert.Equal("app.errors.BadThing", inert.ClassName);
        Assert.Equal(("app.errors.BadThing", "BadThing: x"), Describe(RemoteErrors.FromException(inert)));
    }

    [Fact]
    public void An_error_reply_has_the_names_that_callers_compare_with()
    {
        var empty = PickleSerializer.Deserialize(PickleSerializer.Serialize(new PythonException(PythonTypes.QueueEmpty)));
        var key = new PythonException(PythonTypes.KeyError, "zz");

        Assert.IsType<PythonException>(empty);
        Assert.True(PythonTypes.IsQueueEmpty(RemoteErrors.FromException(empty)));
        Assert.Equal((PythonTypes.KeyError, "KeyError: 'zz'"), Describe(RemoteErrors.FromException(key)));
    }

    private static (string Type, string Message) Describe(RemoteException exception) =>
        (exception.PythonType, exception.Message);
}
