using Bridge.WorkerHost;

namespace Bridge.Tests.WorkerHost;

public class MethodNameTests
{
    [Fact]
    public void The_last_colon_and_the_last_dot_count()
    {
        var name = MethodName.Parse("/a:b/Worker.dll:Shop.Prices.Gross");

        Assert.Equal(
            ("/a:b/Worker.dll", "Shop.Prices", "Gross"), (name.Path.Replace('\\', '/'), name.Type, name.Method));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Worker.dll")]
    [InlineData("Worker.dll:")]
    [InlineData("Worker.dll:Gross")]
    [InlineData("Worker.dll:.Gross")]
    [InlineData("Worker.dll:Prices.")]
    [InlineData(":Prices.Gross")]
    public void Anything_else_is_refused(string text)
    {
        var error = Assert.Throws<WorkerLoadException>(() => MethodName.Parse(text));

        Assert.Equal($"'{text}' names no method; write path/to/Worker.dll:Namespace.Type.Method.", error.Message);
    }

    [Theory]
    [InlineData("Gros", "did you mean Gross?")]
    [InlineData("gross", "did you mean Gross?")]
    [InlineData("Prices", "did you mean Shop.Prices?")]
    [InlineData("Entirely", "it has: Gross, Net, Shop.Prices.")]
    public void The_nearest_names_are_told_or_else_all(string wanted, string expected) =>
        Assert.Equal(expected, NearestNames.Hint(wanted, ["Net", "Gross", "Shop.Prices"], "it has none"));

    [Fact]
    public void No_name_at_all_is_told_too() => Assert.Equal("it has none.", NearestNames.Hint("x", [], "it has none"));
}
