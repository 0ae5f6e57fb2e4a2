using Bridge.Manager;

namespace Bridge.Tests.Manager;

public class DebugInfoTests
{
    // Printed by CPython 3.11 for a list with a line break in it and a queue.
    private const string Text =
        "  7f1a2b3c4d50:       refcount=2\n    ['a\\nb', 1]\n"
        + "  7f1a2b3c4d90:       refcount=1\n    <queue.Queue object at 0x7f1a2b3c4d90>";

    [Fact]
    public void Parse_reads_ident_count_and_text()
    {
        var objects = DebugInfo.Parse(Text);

        Assert.Equal(
            [("7f1a2b3c4d50", 2, "['a\\nb', 1]"), ("7f1a2b3c4d90", 1, "<queue.Queue object at 0x7f1a2b3c4d90>")],
            objects.Select(o => (o.Id, o.ReferenceCount, o.Text)));
    }

    [Fact]
    public void Parse_keeps_a_text_of_several_lines_together()
    {
        var objects = DebugInfo.Parse("  7f00:       refcount=1\n    first\nsecond\n  7f01:       refcount=3\n    x");

        Assert.Equal(["first\nsecond", "x"], objects.Select(o => o.Text));
    }

    [Fact]
    public void Parse_of_an_empty_server_gives_nothing() => Assert.Empty(DebugInfo.Parse(""));

    [Theory]
    [InlineData("append __imul__ pop", "[1]", "list")]
    [InlineData("popitem setdefault get", "{}", "dict")]
    [InlineData("qsize task_done get put", "<queue.Queue object at 0x1>", "Queue")]
    [InlineData("is_set set clear wait", "<threading.Event at 0x1: unset>", "Event")]
    [InlineData("acquire release", "<unlocked _thread.lock object at 0x1>", "Lock")]
    [InlineData("acquire release", "<unlocked _thread.RLock object owner=0 count=0 at 0x1>", "RLock")]
    [InlineData("acquire release", "<threading.BoundedSemaphore object at 0x1>", "BoundedSemaphore")]
    [InlineData("acquire release wait notify notify_all", "<Condition(<unlocked _thread.RLock>, 0)>", "Condition")]
    [InlineData("__getattribute__ __setattr__ __delattr__", "Namespace(a=1)", "Namespace")]
    [InlineData("get set", "Value('i', 5)", "Value")]
    [InlineData("__len__ __getitem__ __setitem__", "array('i', [1])", "Array")]
    [InlineData("increment", "<__main__.Counter object at 0x7f>", "__main__.Counter")]
    [InlineData("increment", "a counter", "object")]
    public void TypeOf_goes_by_the_exposed_methods_then_by_the_text(string exposed, string text, string expected) =>
        Assert.Equal(expected, DebugInfo.TypeOf(exposed.Split(' '), text));
}
