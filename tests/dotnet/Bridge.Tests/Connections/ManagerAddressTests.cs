using Bridge.Connections;

namespace Bridge.Tests.Connections;

public class ManagerAddressTests
{
    [Theory]
    [InlineData("tcp://127.0.0.1:5000", "tcp://127.0.0.1:5000")]
    [InlineData("localhost:65535", "tcp://localhost:65535")]
    [InlineData("TCP://a_b.example:0", "tcp://a_b.example:0")]
    [InlineData("/tmp/x", "/tmp/x")]
    [InlineData("unix:/tmp/x", "/tmp/x")]
    [InlineData("unix:run/x", "unix:run/x")]
    [InlineData("unix:./@x", "unix:./@x")]
    [InlineData("@name", "@name")]
    [InlineData("unix:@name", "@name")]
    [InlineData("\0name", "@name")]
    [InlineData("@@name", "@@name")]
    [InlineData(@"\\.\pipe\x", @"\\.\pipe\x")]
    [InlineData(@"\\server\pipe\a\b", @"\\server\pipe\a\b")]
    [InlineData("pipe:x", @"\\.\pipe\x")]
    public void Parse_reads_every_form_and_ToString_is_read_back(string text, string printed)
    {
        var address = ManagerAddress.Parse(text);

        Assert.Equal(printed, address.ToString());
        Assert.Equal(address, ManagerAddress.Parse(address.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nothing")]
    [InlineData("host:")]
    [InlineData("host:-1")]
    [InlineData("host:65536")]
    [InlineData("host:5000 ")]
    [InlineData("ho st:5000")]
    [InlineData(":5000")]
    [InlineData("tcp://[::1]:5000")]
    [InlineData("http://host:80")]
    [InlineData("unix:")]
    [InlineData("@")]
    [InlineData("/a\0b")]
    [InlineData("pipe:")]
    [InlineData(@"\\.\tube\x")]
    [InlineData(@"\\.\pipe\")]
    public void Parse_of_anything_else_lists_the_forms(string text)
    {
        var error = Assert.Throws<FormatException>(() => ManagerAddress.Parse(text));

        Assert.Contains("tcp://host:port", error.Message, StringComparison.Ordinal);
        Assert.False(ManagerAddress.TryParse(text, out _));
    }

    [Fact]
    public void UnixSocket_takes_a_path_that_just_fits_and_no_longer_one()
    {
        var longest = "/" + new string('x', AddressRules.SunPathBytes - 2);

        Assert.Equal(longest, ManagerAddress.UnixSocket(longest).Path);
        Assert.Throws<ArgumentException>(() => ManagerAddress.UnixSocket(longest + "x"));
        Assert.Throws<FormatException>(() => ManagerAddress.Parse(longest + "x"));
    }

    [Fact]
    public void AbstractSocket_counts_bytes_not_characters()
    {
        var longest = new string('x', AddressRules.SunPathBytes - 1);

        Assert.Equal(longest, ManagerAddress.AbstractSocket(longest).Path);
        Assert.Throws<ArgumentException>(() => ManagerAddress.AbstractSocket("é" + longest[1..]));
    }

    [Fact]
    public void Addresses_of_different_kinds_are_not_equal()
    {
        Assert.NotEqual(ManagerAddress.UnixSocket("x"), ManagerAddress.AbstractSocket("x"));
        Assert.NotEqual(ManagerAddress.Tcp("h", 1), ManagerAddress.Tcp("h", 2));
        Assert.Equal(ManagerAddress.Tcp("h", 1), ManagerAddress.Parse("h:1"));
    }

    [Fact]
    public void Factories_refuse_what_cannot_be_an_address()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ManagerAddress.Tcp("h", 65536));
        Assert.Throws<ArgumentOutOfRangeException>(() => ManagerAddress.Tcp("h", -1));
        Assert.Throws<ArgumentException>(() => ManagerAddress.Tcp("::1", 1));
        Assert.Throws<ArgumentException>(() => ManagerAddress.UnixSocket("@x"));
    }
}
