using System.Buffers;
using Bridge.Connections;

namespace Bridge.Tests.Connections;

public class FrameBufferTests
{
    [Fact]
    public void Seal_puts_the_big_endian_length_in_front()
    {
        using var frame = FrameBuffer.Of("#WELCOME#"u8);

        Assert.Equal("000000092357454c434f4d4523", Convert.ToHexStringLower(frame.Seal().Span));
    }

    [Fact]
    public void Seal_of_an_empty_frame_is_four_zeros()
    {
        using var frame = FrameBuffer.Rent();

        Assert.Equal("00000000", Convert.ToHexStringLower(frame.Seal().Span));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(3_000_000)]
    public void A_frame_grows_with_what_is_written(int piece)
    {
        using var frame = FrameBuffer.Rent(1);
        var expected = new List<byte>();
        for (var i = 0; i < 10; i++)
        {
            var bytes = Enumerable.Repeat((byte)i, piece).ToArray();
            frame.Write(bytes);
            expected.AddRange(bytes);
        }

        Assert.True(frame.BodySpan.SequenceEqual(expected.ToArray()));
        Assert.Equal(piece * 10, frame.Length);
    }

    [Fact]
    public void Operands_that_are_elsewhere_count_and_are_in_their_place()
    {
        using var frame = FrameBuffer.Of([1, 2]);
        frame.AddOperand(new byte[] { 10, 11 });
        frame.Write<byte>([3]);
        frame.AddOperand(new byte[] { 12 });

        Assert.Equal(6, frame.Length);
        Assert.Equal("00000006010203", Convert.ToHexStringLower(frame.Seal().Span));
        Assert.Equal("01020a0b030c", Convert.ToHexStringLower(frame.BodySpan));
        Assert.Equal("0000000601020a0b030c", Convert.ToHexStringLower(frame.Seal().Span));
        Assert.Null(frame.Outgoing);
    }

    [Fact]
    public void Advance_beyond_the_end_throws()
    {
        using var frame = FrameBuffer.Rent();

        Assert.Throws<ArgumentOutOfRangeException>(() => frame.Advance(frame.FreeBytes + 1));
    }

    [Fact]
    public void A_body_that_no_array_holds_is_refused_before_memory_is_taken()
    {
        using var frame = FrameBuffer.Rent();

        Assert.Throws<PicklingException>(() => frame.GetSpan(int.MaxValue));
    }

    [Fact]
    public void Disposing_twice_is_harmless_and_using_it_after_is_not()
    {
        var frame = FrameBuffer.Rent();
        frame.Dispose();
        frame.Dispose();

        Assert.Throws<ObjectDisposedException>(() => frame.Body);
    }
}
