using Bridge.Pickle;

namespace Bridge.Tests.Pickle;

/// <summary>Messages of managers: made by hand and taken by CPython 3.6 to 3.15, or genuine replies of theirs.</summary>
public class WireExampleTests
{
    private const string Token = "multiprocessing.managers.Token(state=('list', ('127.0.0.1', 5000), '7f00aa'))";

    [Theory]
    [InlineData("8004284e8c0564756d6d7928747d2875742e", "(None, 'dummy', (), {})")]
    [InlineData(
        "8004284e8c116163636570745f636f6e6e656374696f6e288c036e6574747d2875742e",
        "(None, 'accept_connection', ('net',), {})")]
    [InlineData("8004284e8c06637265617465288c046c697374747d2875742e", "(None, 'create', ('list',), {})")]
    [InlineData("8004288c063766303061618c06617070656e64284a05000000747d2875742e", "('7f00aa', 'append', (5,), {})")]
    [InlineData("8004288c072352455455524e4e742e", "('#RETURN', None)")]
    [InlineData(
        "8004288c06234552524f528c086275696c74696e738c084b65794572726f7293288c027a7a7452742e",
        "('#ERROR', builtins.KeyError('zz'))")]
    [InlineData(
        "80048c186d756c746970726f63657373696e672e6d616e61676572738c05546f6b656e932981288c046c697374288c093132372e302e30"
        + "2e314a88130000748c0637663030616174622e",
        Token)]
    [InlineData(
        "80048c186d756c746970726f63657373696e672e6d616e61676572738c0c52656275696c6450726f787993288c186d756c746970726f63"
        + "657373696e672e6d616e61676572738c094c69737450726f7879938c186d756c746970726f63657373696e672e6d616e61676572738c05"
        + "546f6b656e932981288c046c697374288c093132372e302e302e314a88130000748c0637663030616174628c067069636b6c657d287574"
        + "522e",
        "multiprocessing.managers.RebuildProxy(<multiprocessing.managers.ListProxy>, " + Token + ", 'pickle', {})")]
    [InlineData("800358070000002352455455524e71004e8671012e", "('#RETURN', None)")] // 3.6, 3.7
    [InlineData("8004950e000000000000008c072352455455524e944e86942e", "('#RETURN', None)")] // 3.8 to 3.13
    [InlineData("8005950e000000000000008c072352455455524e944e86942e", "('#RETURN', None)")] // 3.14, 3.15
    [InlineData(
        "80035806000000234552524f527100636275696c74696e730a496e6465784572726f720a710158170000006c69737420696e646578206f"
        + "7574206f662072616e676571028571035271048671052e",
        "('#ERROR', builtins.IndexError('list index out of range'))")] // 3.6
    [InlineData(
        "80049544000000000000008c06234552524f52948c086275696c74696e73948c0a496e6465784572726f729493948c176c69737420696e"
        + "646578206f7574206f662072616e6765948594529486942e",
        "('#ERROR', builtins.IndexError('list index out of range'))")] // 3.11
    public void A_message_is_read_and_written_again_with_the_same_meaning(string hex, string expected)
    {
        var value = PickleSerializer.Deserialize(Convert.FromHexString(hex));
        var again = PickleSerializer.Deserialize(PickleSerializer.Serialize(value));

        Assert.Equal(expected, PickleText.ToString(value));
        Assert.Equal(expected, PickleText.ToString(again));
    }
}
