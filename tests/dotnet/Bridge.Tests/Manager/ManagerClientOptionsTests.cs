using Bridge.Manager;

namespace Bridge.Tests.Manager;

/// <summary>What options refuse.</summary>
public class ManagerClientOptionsTests
{
    [Fact]
    public void A_timeout_that_no_timer_can_keep_is_refused_at_once()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ManagerClientOptions { CallTimeout = TimeSpan.MaxValue });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ManagerClientOptions { CallTimeout = TimeSpan.Zero });
        Assert.Equal(
            TimeSpan.FromDays(24), new ManagerClientOptions { CallTimeout = TimeSpan.FromDays(24) }.CallTimeout);
    }
}
