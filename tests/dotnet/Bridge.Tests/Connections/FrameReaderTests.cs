using System.Buffers.Binary;
using Bridge.Connections;
using Bridge.TestUtilities;

namespace Bridge.Tests.Connections;

public sealed class FrameReaderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("000000092357454c434f4d4523", "2357454c434f4d4523")]
    [InlineData("00000000", "")]
    [InlineData("ffffffff0000000000000003010203", "010203")]
    public async Task ReadAsync_reads_a_frame_whole_or_byte_by_byte(string stream, string body)
    {
        foreach (var source in Sources(Convert.FromHexString(stream)))
        {
            using var reader = new FrameReader(source.ReadAsync);

            using var frame = await reader.ReadAsync(256, Token);
            Assert.Equal(body, Convert.ToHexStringLower(frame!.BodySpan));
            Assert.False(reader.HasPartialFrame);
            Assert.Null(await reader.ReadAsync(256, Token));
        }
    }

    [Fact]
    public async Task ReadAsync_cuts_frames_that_came_together()
    {
        foreach (var source in Sources(Convert.FromHexString("0000000101" + "00000000" + "000000020203")))
        {
            using var reader = new FrameReader(source.ReadAsync);

            foreach (var expected in new[] { "01", "", "0203" })
            {
                using var frame = await reader.ReadAsync(256, Token);
                Assert.Equal(expected, Convert.ToHexStringLower(frame!.BodySpan));
            }

            Assert.Null(await reader.ReadAsync(256, Token));
        }
    }

    [Theory]
    [InlineData(16 * 1024)]
    [InlineData(1024 * 1024)]
    [InlineData((1024 * 1024) + 1)]
    [InlineData(5_000_000)]
    public async Task ReadAsync_reads_large_frames_and_what_follows(int size)
    {
        var body = new byte[size];
        new Random(1).NextBytes(body);
        var header = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(header, size);
        byte[] stream = [.. header, .. body, 0, 0, 0, 1, 7];
        using var reader = new FrameReader(new MemoryStream(stream).ReadAsync);

        using var large = await reader.ReadAsync(size, Token);
        using var small = await reader.ReadAsync(size, Token);

        Assert.True(large!.BodySpan.SequenceEqual(body));
        Assert.Equal(7, small!.BodySpan[0]);
    }

    [Theory]
    [InlineData((128 * 1024) - 1, false)]
    [InlineData(128 * 1024, true)]
    [InlineData((2 * 1024 * 1024) - 1, true)]
    [InlineData(2 * 1024 * 1024, true)]
    [InlineData(5_000_000, true)]
    public async Task ReadAsync_receives_an_operand_to_where_it_belongs(int size, bool isLong)
    {
        const int Before = 20, After = 30;
        var body = new byte[size];
        new Random(1).NextBytes(body);
        var header = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(header, size);
        byte[] stream = [.. header, .. body, 0, 0, 0, 1, 7];
        var operand = new byte[size - Before - After];
        using var reader = new FrameReader(new MemoryStream(stream).ReadAsync);
        var head = Array.Empty<byte>();
        reader.Placing = (frame, length) =>
        {
            Assert.Equal(size, length);
            head = frame.OwnSpan.ToArray();
            frame.Place(new IncomingOperand(Before, operand, operand));
        };

        using var large = await reader.ReadAsync(size, Token);
        using var small = await reader.ReadAsync(size, Token);

        Assert.Equal(isLong, large!.Incoming is not null);
        if (isLong)
        {
            Assert.True(head.Length >= 256 && body.AsSpan().StartsWith(head));
            Assert.True(operand.AsSpan().SequenceEqual(body.AsSpan(Before, operand.Length)));
            Assert.Equal(Before + After, large.OwnSpan.Length);
        }

        Assert.Equal(size, large.Length);
        Assert.True(large.BodySpan.SequenceEqual(body));
        Assert.Equal(7, small!.BodySpan[0]);
    }

    [Theory]
    [InlineData("00000100", true)]
    [InlineData("00000101", false)]
    [InlineData("ffffffff0000000000000100", true)]
    [InlineData("ffffffff0000000000000101", false)]
    [InlineData("ffffffffffffffffffffffff", false)]
    [InlineData("fffffffe", false)]
    [InlineData("80000000", false)]
    [InlineData("48545450", false)] // "HTTP"
    public async Task ReadAsync_checks_the_length_at_the_limit_and_above(string header, bool isAccepted)
    {
        foreach (var source in Sources([.. Convert.FromHexString(header), .. new byte[256]]))
        {
            using var reader = new FrameReader(source.ReadAsync);

            if (isAccepted)
            {
                using var frame = await reader.ReadAsync(256, Token);
                Assert.Equal(256, frame!.Length);
            }
            else
            {
                await Assert.ThrowsAsync<BridgeProtocolException>(() => reader.ReadAsync(256, Token).AsTask());
            }
        }
    }

    [Theory]
    [InlineData("00")]
    [InlineData("000000")]
    [InlineData("00000002ff")]
    [InlineData("ffffffff00000000000000")]
    [InlineData("0fffffff00")] // announces 256 MiB less one and brings a byte
    public async Task ReadAsync_of_a_stream_that_ends_inside_a_frame_throws(string stream)
    {
        foreach (var source in Sources(Convert.FromHexString(stream)))
        {
            using var reader = new FrameReader(source.ReadAsync);

            await Assert.ThrowsAsync<EndOfStreamException>(() => reader.ReadAsync(int.MaxValue, Token).AsTask());
        }
    }

    [Fact]
    public async Task ReadAsync_takes_no_memory_for_a_length_that_is_only_announced()
    {
        var largest = 0;
        ValueTask<int> Receive(Memory<byte> target, CancellationToken cancellationToken)
        {
            largest = Math.Max(largest, target.Length);
            target.Span[0] = 0x7f;
            return new ValueTask<int>(largest > 100_000 ? 0 : Math.Min(target.Length, 4));
        }

        using var reader = new FrameReader(Receive);

        await Assert.ThrowsAsync<EndOfStreamException>(() => reader.ReadAsync(int.MaxValue, Token).AsTask());
        Assert.InRange(largest, 100_001, 2 * 1024 * 1024);
    }

    [Fact]
    public async Task ReadAsync_by_two_at_once_is_refused()
    {
        var never = new TaskCompletionSource<int>();
        using var reader = new FrameReader((_, _) => new ValueTask<int>(never.Task));
        var first = reader.ReadAsync(256, Token).AsTask();

        await Assert.ThrowsAsync<InvalidOperationException>(() => reader.ReadAsync(256, Token).AsTask());

        never.SetResult(0);
        Assert.Null(await first);
    }

    private static Stream[] Sources(byte[] bytes) => [new MemoryStream(bytes), new OneByteStream(bytes)];
}
