using Bridge.Manager;
using Bridge.Pickle;

namespace Bridge.Tests.Manager;

public class RequestNameTests
{
    [Fact]
    public void The_method_is_read_out_of_a_request()
    {
        using var quick = Request.Call("7f0012345678", "__setitem__", "key", 1, PickleOptions.Default);
        using var large = Request.Call("7f0012345678", "append", new string('x', 200_000), PickleOptions.Default);

        Assert.Equal("__setitem__", RequestName.Read(quick.BodySpan));
        Assert.Equal("append", RequestName.Read(large.BodySpan));
    }

    [Fact]
    public void What_is_no_request_of_ours_has_the_name_other()
    {
        using var question = Request.CallMany(12L, "who", [], null, PickleOptions.Default);
        using var whole = Request.Call("7f00", "get", PickleOptions.Default);

        Assert.Equal("_OTHER", RequestName.Read(question.BodySpan));
        for (var length = 0; length < 20; length++)
        {
            Assert.Equal("_OTHER", RequestName.Read(whole.BodySpan[..length]));
        }
    }
}
