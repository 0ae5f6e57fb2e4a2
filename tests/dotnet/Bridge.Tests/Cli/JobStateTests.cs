using Bridge.Cli.Output;

namespace Bridge.Tests.Cli;

public class JobStateTests
{
    [Fact]
    public void Line_tells_rate_failures_and_time_left()
    {
        var state = new JobState("rows", 1200, 2, 0.25, TimeSpan.FromSeconds(4));

        Assert.Equal("1,200 rows, 300 rows/s, 2 failed, about 12 s left", state.Line);
    }

    [Fact]
    public void Line_tells_no_time_left_when_the_whole_is_unknown()
    {
        var state = new JobState("rows", 10, 0, null, TimeSpan.FromSeconds(10));

        Assert.Equal("10 rows, 1 rows/s", state.Line);
    }

    [Theory]
    [InlineData(0.44, "0.4 s")]
    [InlineData(12, "12 s")]
    [InlineData(200, "3 min 20 s")]
    [InlineData(7500, "2 h 05 min")]
    public void Words_are_short(double seconds, string expected) =>
        Assert.Equal(expected, JobState.Words(TimeSpan.FromSeconds(seconds)));
}
