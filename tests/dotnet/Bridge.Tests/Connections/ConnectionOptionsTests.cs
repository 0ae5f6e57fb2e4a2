using Bridge.Connections;

namespace Bridge.Tests.Connections;

public class ConnectionOptionsTests
{
    [Fact]
    public void Defaults_are_the_documented_ones()
    {
        var options = ConnectionOptions.Default;

        Assert.Equal(TimeSpan.FromSeconds(10), options.ConnectTimeout);
        Assert.Equal(268_435_456, options.MaxFrameBytes);
        Assert.True(options.AllowLegacyMd5);
    }

    [Fact]
    public void MaxFrameBytes_is_at_least_256()
    {
        Assert.Equal(256, new ConnectionOptions { MaxFrameBytes = 256 }.MaxFrameBytes);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConnectionOptions { MaxFrameBytes = 255 });
    }

    [Fact]
    public void ConnectTimeout_is_positive_and_at_most_24_days()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConnectionOptions { ConnectTimeout = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new ConnectionOptions { ConnectTimeout = TimeSpan.FromDays(24) + TimeSpan.FromTicks(1) });
    }
}
