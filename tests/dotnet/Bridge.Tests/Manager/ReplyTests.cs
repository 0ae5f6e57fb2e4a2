using Bridge.Manager;
using Bridge.Pickle;

namespace Bridge.Tests.Manager;

public class ReplyTests
{
    [Theory]
    [InlineData("800358070000002352455455524e71004e8671012e")] // CPython 3.6
    [InlineData("8004950e000000000000008c072352455455524e944e86942e")] // 3.8 to 3.13
    [InlineData("8005950e000000000000008c072352455455524e944e86942e")] // 3.14
    public void Read_of_a_return_gives_its_value(string body)
    {
        var reply = Read(body);

        Assert.Equal(ReplyKind.Return, reply.Kind);
        Assert.Null(reply.ThrowIfError().Payload());
    }

    [Theory]
    [InlineData("80035806000000234552524f527100636275696c74696e730a496e6465784572726f720a710158170000006c69737420696e646578206f7574206f662072616e6765710285710352710486710"
        + "52e")] // CPython 3.6
    [InlineData("80049544000000000000008c06234552524f52948c086275696c74696e73948c0a496e6465784572726f729493948c176c69737420696e646578206f7574206f662072616e6765948594529486942e")] // 3.11
    public void An_error_carries_the_type_and_the_arguments_of_the_exception(string body)
    {
        var error = Assert.Throws<RemoteException>(() => Read(body).ThrowIfError());

        Assert.Equal(PythonTypes.IndexError, error.PythonType);
        Assert.Equal("IndexError: list index out of range", error.Message);
        Assert.Equal(["list index out of range"], error.Arguments);
    }

    [Fact]
    public void A_key_error_shows_the_repr_of_its_key_as_Python_does()
    {
        var error = Assert.Throws<RemoteException>(
            () => Read("8004288c06234552524f528c086275696c74696e738c084b65794572726f7293288c027a7a7452742e").ThrowIfError());

        Assert.Equal("KeyError: 'zz'", error.Message);
    }

    [Theory]
    [InlineData("Traceback (most recent call last):\n  File \"x\", line 1\nKeyError: 'nope'\n", "builtins.KeyError", "KeyError: 'nope'")]
    [InlineData("Traceback …\n_pickle.PicklingError: Can't pickle x\nwhen serializing tuple item 1\n", "_pickle.PicklingError", "_pickle.PicklingError: Can't pickle x")]
    [InlineData("Traceback …\nKeyError: 'a'\n\nDuring handling …\nTypeError: bad\n", "builtins.TypeError", "TypeError: bad")]
    [InlineData("something else", "multiprocessing.managers.RemoteError", "something else")]
    public void A_traceback_is_searched_for_its_last_exception(string traceback, string type, string message)
    {
        var error = Assert.Throws<RemoteException>(() => Read("#TRACEBACK", traceback).ThrowIfError());

        Assert.Equal((type, message, traceback), (error.PythonType, error.Message, error.RemoteTraceback));
    }

    [Fact]
    public void Unserializable_says_that_the_call_did_happen()
    {
        var error = Assert.Throws<RemoteException>(
            () => Read("#UNSERIALIZABLE", "Traceback …\nTypeError: cannot pickle 'generator' object\n").ThrowIfError());

        Assert.Contains("did happen", error.Message, StringComparison.Ordinal);
        Assert.Contains("cannot pickle 'generator' object", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("80044e2e")] // None
    [InlineData("8004288c034f4b214e742e")] // ('OK!', None)
    [InlineData("8004284e4e4e742e")] // (None, None, None)
    public void Read_of_something_else_says_what_was_expected(string body)
    {
        var error = Assert.Throws<BridgeProtocolException>(() => Read(body));

        Assert.Contains("#RETURN", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_proxy_reply_is_a_reference_without_duplicate_methods()
    {
        var token = new Token("Iterator", new PythonTuple("127.0.0.1", 5000L), "7f00").ToPython();
        var reply = Read("#PROXY", new PythonTuple(new PythonTuple("__next__", "close", "__next__"), token));

        var reference = ProxyReference.FromPython(null!, reply.ThrowIfError().Payload());

        Assert.Equal(["__next__", "close"], reference.ExposedMethods);
        Assert.Equal(new Token("Iterator", new PythonTuple("127.0.0.1", 5000L), "7f00"), reference.Token);
    }

    private static Reply<object?> Read(string hex) => Reply<object?>.Read(Convert.FromHexString(hex), PickleOptions.Default);

    private static Reply<object?> Read(string kind, object? payload) =>
        Reply<object?>.Read(PickleSerializer.Serialize(new PythonTuple(kind, payload)), PickleOptions.Default);
}
