using Bridge.Connections;

namespace Bridge.Tests.Connections;

public class InlineAllowanceTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(10);

    [Fact]
    public void Code_that_is_quicker_than_the_server_is_always_allowed()
    {
        var allowance = new InlineAllowance();

        for (var i = 0; i < 100_000; i++)
        {
            allowance.Took(TimeSpan.FromMicroseconds(i % 1000 == 0 ? 400 : 5), i);
            Assert.True(allowance.IsGiven(i));
        }
    }

    [Fact]
    public void Code_that_blocks_is_refused_for_ten_times_as_long()
    {
        var allowance = new InlineAllowance();

        allowance.Took(Long, 1000);

        Assert.False(allowance.IsGiven(1000));
        Assert.False(allowance.IsGiven(1098));
        Assert.True(allowance.IsGiven(1100));
    }

    [Fact]
    public void Code_that_never_came_back_for_an_hour_is_refused_for_a_moment_only()
    {
        var allowance = new InlineAllowance();

        allowance.Took(TimeSpan.FromHours(1), 0);

        Assert.False(allowance.IsGiven(190));
        Assert.True(allowance.IsGiven(200));
    }

    [Fact]
    public void Code_that_is_a_little_too_slow_is_refused_when_it_goes_on()
    {
        var allowance = new InlineAllowance();

        var calls = 0;
        for (; allowance.IsGiven(0); calls++)
        {
            allowance.Took(TimeSpan.FromMicroseconds(40), 0);
        }

        Assert.InRange(calls, 10, 50);
    }

    [Fact]
    public void Each_time_it_soon_happens_again_code_is_refused_for_twice_as_long_up_to_some_seconds()
    {
        var allowance = new InlineAllowance();
        var refusals = new List<long>();

        for (long now = 0, since = 0; refusals.Count < 8; since = now)
        {
            allowance.Took(Long, now);
            while (!allowance.IsGiven(now))
            {
                now++;
            }

            refusals.Add(now - since);
        }

        Assert.Equal([99, 199, 399, 799, 1598, 3197, 3197, 3197], refusals);
    }

    [Fact]
    public void After_a_while_without_it_the_first_time_counts_again()
    {
        var allowance = new InlineAllowance();
        allowance.Took(Long, 0);
        allowance.Took(Long, 150);
        Assert.False(allowance.IsGiven(340));

        allowance.Took(Long, 1000);

        Assert.True(allowance.IsGiven(1100));
    }
}
