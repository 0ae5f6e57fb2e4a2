using System.Buffers;
using System.Runtime.InteropServices;
using Bridge.Connections;
using Bridge.Manager;
using Bridge.Pickle;

namespace Bridge.Tests.Manager;

/// <summary>The heads and tails are those of CPython 3.7, 3.11 and 3.14, of <c>('#RETURN', value)</c>.</summary>
public class LongValueTests
{
    private const int Length = 200_000; // 40 0d 03 00

    public static TheoryData<string, string> BytesPickles => new()
    {
        { "8003" + "5807000000" + "2352455455524e" + "7100" + "42400d0300", "71018671022e" },
        { "8004950a00000000000000" + "8c072352455455524e94" + "42400d0300", "950400000000000000" + "9486942e" },
        { "8005950a00000000000000" + "8c072352455455524e94" + "42400d0300", "950400000000000000" + "9486942e" },
    };

    public static TheoryData<string, string> DoublePickles => new()
    {
        // (array.array, ('d', bytes)), as a manager sends it
        {
            "8004952000000000000000" + "8c072352455455524e94" + "8c056172726179948c056172726179949394" + "8c016494" + "42400d0300",
            "950800000000000000" + "948694529486942e"
        },
        // (array._array_reconstructor, (array.array, 'd', 16, bytes)), as array.array pickles itself
        {
            "8004954400000000000000" + "8c072352455455524e94" + "8c056172726179948c145f61727261795f7265636f6e7374727563746f72949394"
                + "288c056172726179948c056172726179949394" + "8c016494" + "4b10" + "42400d0300",
            "950800000000000000" + "947494529486942e"
        },
    };

    [Theory]
    [MemberData(nameof(BytesPickles))]
    public void Bytes_come_straight_into_their_array(string head, string tail)
    {
        using var frame = Receive<byte[]>(head, tail, out var items);

        Assert.True(LongValue.TryRead<byte[]>(frame, PickleOptions.Default, out var value));
        Assert.Same(frame.Incoming!.Target, value);
        Assert.Equal(items, value);
    }

    [Theory]
    [MemberData(nameof(BytesPickles))]
    public void A_frame_can_be_read_as_a_whole_all_the_same(string head, string tail)
    {
        using var frame = Receive<byte[]>(head, tail, out var items);

        Assert.Equal(
            [.. Convert.FromHexString(head), .. items, .. Convert.FromHexString(tail)], frame.BodySpan.ToArray());
        Assert.Null(frame.Incoming);
    }

    [Theory]
    [MemberData(nameof(DoublePickles))]
    public void Doubles_come_straight_into_their_array(string head, string tail)
    {
        using var frame = Receive<double[]>(head, tail, out var items);

        Assert.True(LongValue.TryRead<double[]>(frame, PickleOptions.Default, out var value));
        Assert.Equal(items, MemoryMarshal.AsBytes<double>(value).ToArray());
    }

    [Theory]
    [MemberData(nameof(BytesPickles))]
    public void Bytes_come_straight_into_pooled_memory(string head, string tail)
    {
        using var frame = Receive<IMemoryOwner<byte>>(head, tail, out var items);

        Assert.True(LongValue.TryRead<IMemoryOwner<byte>>(frame, PickleOptions.Default, out var value));
        frame.Dispose();
        Assert.Same(frame.Incoming!.Target, value);
        Assert.Equal(items, value.Memory.ToArray());
        value.Dispose();
        Assert.Throws<ObjectDisposedException>(() => value.Memory);
    }

    [Theory]
    [MemberData(nameof(DoublePickles))]
    public void Numbers_come_straight_into_pooled_memory(string head, string tail)
    {
        Check<double>('d', 16);
        Check<float>('f', 14);
        Check<long>('q', 12);
        Check<ulong>('L', 10);
        Check<int>('i', 8);
        Check<uint>('I', 6);
        Check<short>('h', 4);
        Check<ushort>('H', 2);
        Check<sbyte>('b', 1);

        void Check<T>(char typeCode, byte machine)
            where T : unmanaged
        {
            var code = head.Replace("8c016494", $"8c01{(int)typeCode:x2}94", StringComparison.Ordinal)
                .Replace("4b10", $"4b{machine:x2}", StringComparison.Ordinal);
            using var frame = Receive<IMemoryOwner<T>>(code, tail, out var items);

            Assert.True(LongValue.TryRead<IMemoryOwner<T>>(frame, PickleOptions.Default, out var value));
            Assert.Equal(items, MemoryMarshal.AsBytes(value.Memory.Span).ToArray());
            value.Dispose();
        }
    }

    [Theory]
    [InlineData("8c016694")] // floats
    [InlineData("8c016c944b08")] // long of 4 bytes, from Windows
    [InlineData("8c0164944b11")] // big-endian
    [InlineData("8c0164944b63")] // no format at all
    [InlineData("5d9494")]
    public void No_memory_is_rented_for_numbers_of_another_format(string before)
    {
        var head = Convert.FromHexString(before + "42400d0300");

        Assert.Null(LongValue.Find<IMemoryOwner<double>>(head, head.Length + Length, PickleOptions.Default));
        Assert.Null(LongValue.Find<IMemoryOwner<long>>(head, head.Length + Length, PickleOptions.Default));
        Assert.Null(LongValue.Find<double[]>(head, head.Length + Length, PickleOptions.Default));
    }

    [Theory]
    [InlineData("8004950a000000000000008c062345" + "52524f529442400d0300", "9486942e")] // #ERROR
    [InlineData("8004950a000000000000008c072352455455524e945d9442400d0300", "9461948694" + "2e")] // a list of it
    [InlineData("8004950a000000000000008c072352455455524e9442400d0300", "9486942e2e")] // more behind it
    [InlineData("8004950a000000000000008c072352455455524e9442400d0300", "94869430")] // no STOP
    public void Anything_else_is_left_to_the_reader_of_whole_frames(string head, string tail)
    {
        using var frame = Receive<byte[]>(head, tail, out _);

        Assert.False(LongValue.TryRead<byte[]>(frame, PickleOptions.Default, out _));

        using var pooled = Receive<IMemoryOwner<byte>>(head, tail, out _);
        Assert.False(LongValue.TryRead<IMemoryOwner<byte>>(pooled, PickleOptions.Default, out _));
    }

    [Fact]
    public void No_array_is_made_for_another_type_or_beyond_the_limit_or_a_length_that_does_not_fit()
    {
        var head = Convert.FromHexString("8004950a000000000000008c072352455455524e9442400d0300" + "00000000");
        var small = new PickleOptions { Limits = new PickleLimits { MaxOperandBytes = Length - 1 } };
        var little = new PickleOptions { Limits = new PickleLimits { MaxAllocatedBytes = Length - 1 } };

        Assert.NotNull(LongValue.Find<byte[]>(head, head.Length - 4 + Length + 13, PickleOptions.Default));
        Assert.Null(LongValue.Find<byte[]>(head, head.Length - 4 + Length + 13, small));
        Assert.Null(LongValue.Find<byte[]>(head, head.Length - 4 + Length + 13, little));
        Assert.Null(LongValue.Find<IMemoryOwner<char>>(head, head.Length - 4 + Length + 13, PickleOptions.Default));
        Assert.Null(LongValue.Find<object>(head, head.Length - 4 + Length + 13, PickleOptions.Default));
        Assert.Null(LongValue.Find<double[]>(head, head.Length - 4 + Length + 13, PickleOptions.Default));
        Assert.NotNull(LongValue.Find<IMemoryOwner<byte>>(head, head.Length - 4 + Length + 13, PickleOptions.Default));
        Assert.Null(LongValue.Find<IMemoryOwner<byte>>(head, head.Length - 4 + Length + 13, small));
        Assert.Null(LongValue.Find<IMemoryOwner<double>>(head, head.Length - 4 + Length + 13, PickleOptions.Default));
        Assert.Null(LongValue.Find<byte[]>(head, head.Length - 4 + Length - 1, PickleOptions.Default));
        Assert.Null(LongValue.Find<byte[]>(head, head.Length - 4 + Length + 65, PickleOptions.Default));
        Assert.Null(LongValue.Find<byte[]>([], 0, PickleOptions.Default));
    }

    private static FrameBuffer Receive<T>(string head, string tail, out byte[] items)
    {
        items = new byte[Length];
        new Random(1).NextBytes(items);
        byte[] body = [.. Convert.FromHexString(head), .. items, .. Convert.FromHexString(tail)];
        var frame = FrameBuffer.Of(body.AsSpan(0, 100));

        frame.Place(LongValue.Find<T>(frame.OwnSpan, body.Length, PickleOptions.Default)!);
        for (var received = 100; received < body.Length;)
        {
            var target = frame.NextTarget(Math.Min(body.Length - received, 7001));
            body.AsMemory(received, target.Length).CopyTo(target);
            frame.AdvanceTarget(target.Length);
            received += target.Length;
        }

        return frame;
    }
}
