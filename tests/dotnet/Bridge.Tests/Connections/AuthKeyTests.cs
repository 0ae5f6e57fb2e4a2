using Bridge.Connections;

namespace Bridge.Tests.Connections;

public class AuthKeyTests
{
    [Fact]
    public void ToString_never_shows_the_key() => Assert.Equal("***", AuthKey.FromString("secret").ToString());

    [Fact]
    public void Keys_are_equal_when_their_bytes_are()
    {
        var key = AuthKey.FromString("é");

        Assert.Equal(key, AuthKey.FromHex("C3a9"));
        Assert.Equal(key.GetHashCode(), AuthKey.FromHex("c3a9").GetHashCode());
        Assert.NotEqual(key, AuthKey.FromString("e"));
        Assert.NotEqual(key, new AuthKey([]));
    }

    [Fact]
    public void Generate_makes_32_bytes_that_differ()
    {
        var key = AuthKey.Generate();

        Assert.Equal(32, key.Bytes.Length);
        Assert.NotEqual(key, AuthKey.Generate());
        Assert.Equal(key, AuthKey.FromHex(key.ToHex()));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("5ecret")]
    public void FromHex_of_something_else_does_not_repeat_it(string hex)
    {
        var error = Assert.Throws<FormatException>(() => AuthKey.FromHex(hex));

        Assert.DoesNotContain(hex, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_does_not_change_with_the_array_it_came_from()
    {
        byte[] bytes = [1, 2];
        var key = new AuthKey(bytes);

        bytes[0] = 9;

        Assert.Equal("0102", key.ToHex());
    }
}
