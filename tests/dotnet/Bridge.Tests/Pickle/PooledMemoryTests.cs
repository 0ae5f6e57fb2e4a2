using System.Buffers;
using Bridge.Manager;
using Bridge.Pickle;
using Bridge.Pickle.Converters;

namespace Bridge.Tests.Pickle;

/// <summary>Bytes and numbers as <see cref="IMemoryOwner{T}"/>. The pickles are CPython's.</summary>
public class PooledMemoryTests
{
    [Theory]
    [InlineData("8003430200ff71002e", "00ff")] // 3.6, protocol 3
    [InlineData("8004950600000000000000430200ff942e", "00ff")] // 3.11, protocol 4
    [InlineData("80049504000000000000004300942e", "")]
    [InlineData("8002635f636f646563730a656e636f64650a7100580300000000c3bf710158060000006c6174696e3171028671035271042e", "00ff")]
    [InlineData("80049523000000000000008c086275696c74696e73948c09627974656172726179949394430200ff94859452942e", "00ff")] // a bytearray
    [InlineData("8005950d0000000000000096020000000000000000ff942e", "00ff")] // 3.14, a bytearray
    public void Bytes_are_read_as_long_as_they_are(string hex, string expected)
    {
        using var owner = PickleSerializer.Deserialize<IMemoryOwner<byte>>(Convert.FromHexString(hex));

        Assert.Equal(expected, Convert.ToHexStringLower(owner!.Memory.Span));
    }

    [Fact]
    public void None_is_null_and_goes_back()
    {
        var none = Convert.FromHexString("80044e2e");

        Assert.Null(PickleSerializer.Deserialize<IMemoryOwner<byte>?>(none));
        Assert.Null(PickleSerializer.Deserialize<IMemoryOwner<double>?>(none));
        Assert.Equal(none, PickleSerializer.Serialize<IMemoryOwner<byte>?>(null));
        Assert.Equal(none, PickleSerializer.Serialize<IMemoryOwner<double>?>(null));
    }

    [Fact]
    public void A_buffer_beside_the_pickle_is_copied()
    {
        var buffer = "abc"u8.ToArray();

        using var owner = PickleOptions.Default.Converters.Get<IMemoryOwner<byte>>().Read(
            new PythonBuffer(buffer, IsReadOnly: true), new ReadContext(PickleOptions.Default, hasShared: false));
        buffer[0] = 0;

        Assert.Equal("abc"u8, owner.Memory.Span);
    }

    [Theory]
    [InlineData("8004950600000000000000430200ff942e")]
    [InlineData("80049504000000000000004300942e")]
    public void Anybodys_owner_is_written_as_bytes(string hex)
    {
        var pickle = Convert.FromHexString(hex);
        using var owner = PickleSerializer.Deserialize<IMemoryOwner<byte>>(pickle)!;
        using var other = new Other<byte>(owner.Memory.ToArray());

        Assert.Equal(pickle, PickleSerializer.Serialize(owner));
        Assert.Equal(pickle, PickleSerializer.Serialize<object>(owner));
        Assert.Equal(pickle, PickleSerializer.Serialize<IMemoryOwner<byte>>(other));
        Assert.Equal(pickle, PickleSerializer.Serialize(other));
        Assert.Equal(
            PickleSerializer.Serialize(new List<byte[]> { owner.Memory.ToArray() }),
            PickleSerializer.Serialize(new List<IMemoryOwner<byte>> { other }));
    }

    [Fact]
    public void An_owner_in_a_list_or_dict_is_read_and_one_that_is_there_twice_is_written_once()
    {
        var pickle = PickleSerializer.Serialize(new Dictionary<string, byte[]> { ["a"] = [1], ["b"] = [2, 3] });

        var dict = PickleSerializer.Deserialize<Dictionary<string, IMemoryOwner<byte>>>(pickle);
        var list = new List<IMemoryOwner<byte>> { dict["b"], dict["b"] };

        Assert.Equal(pickle, PickleSerializer.Serialize(dict));
        Assert.Equal("8004950c000000000000005d942843020203946801652e", Convert.ToHexStringLower(PickleSerializer.Serialize(list)));
    }

    [Fact]
    public void Bytes_that_occur_twice_have_two_owners()
    {
        // CPython 3.11: a = b"ab"; [a, a]
        var pickle = Convert.FromHexString("8004950c000000000000005d942843026162946801652e");

        var owners = PickleSerializer.Deserialize<List<IMemoryOwner<byte>>>(pickle);
        owners[0].Dispose();

        Assert.Equal("ab"u8, owners[1].Memory.Span);
        owners[1].Dispose();
    }

    [Fact]
    public void A_pickle_that_repeats_long_bytes_over_and_over_meets_the_limit()
    {
        var bytes = new byte[100_000];
        var options = new PickleOptions { Limits = new PickleLimits { MaxAllocatedBytes = 1_000_000 } };
        var pickle = PickleSerializer.Serialize(Enumerable.Repeat(bytes, 100).ToList());

        Assert.Equal(100, PickleSerializer.Deserialize<List<byte[]>>(pickle, options).Count);
        Assert.Throws<UnpicklingException>(() => PickleSerializer.Deserialize<List<IMemoryOwner<byte>>>(pickle, options));
    }

    [Theory]
    [InlineData("80049552000000000000008c056172726179948c145f61727261795f7265636f6e7374727563746f72949394288c056172726179948c0561"
        + "727261799493948c0164944b104310000000000000f83f00000000000002c094749452942e")] // 3.11, an array
    [InlineData("80026361727261790a61727261790a710058010000006471015d710228473ff800000000000047c002000000000000658671035271042e")] // 3.6
    [InlineData("8004953a000000000000008c072352455455524e948c056172726179948c0561727261799493948c0164944310000000000000f83f0000"
        + "0000000002c0948694529486942e", true)] // from a manager
    [InlineData("80049517000000000000005d9428473ff800000000000047c002000000000000652e")] // a list
    public void Numbers_are_read_into_pooled_memory(string hex, bool isReply = false)
    {
        var pickle = Convert.FromHexString(hex);

        var owner = isReply
            ? PickleSerializer.Deserialize<(string, IMemoryOwner<double>)>(pickle).Item2
            : PickleSerializer.Deserialize<IMemoryOwner<double>>(pickle);

        Assert.Equal([1.5, -2.25], owner.Memory.ToArray());
        Assert.Equal(
            Convert.ToHexStringLower(PickleSerializer.Serialize(PythonArray.Of([1.5, -2.25]))),
            Convert.ToHexStringLower(PickleSerializer.Serialize(owner)));
        owner.Dispose();
        Assert.Throws<ObjectDisposedException>(() => owner.Memory);
    }

    [Fact]
    public void All_numbers_of_an_array_are_read_and_written()
    {
        Check<sbyte>([-1, 2]);
        Check<short>([-1, 2]);
        Check<ushort>([1, 2]);
        Check([-1, 2]);
        Check<uint>([1, 2]);
        Check<long>([-1, 2]);
        Check<ulong>([1, 2]);
        Check<float>([-1.5f, 2]);
        Check<double>([-1.5, 2]);

        static void Check<T>(T[] items)
            where T : unmanaged
        {
            var pickle = PickleSerializer.Serialize(PythonArray.Of(items));
            using var owner = PickleSerializer.Deserialize<IMemoryOwner<T>>(pickle);
            using var list = PickleSerializer.Deserialize<IMemoryOwner<T>>(PickleSerializer.Serialize(items));
            using var numpy = PickleSerializer.Deserialize<IMemoryOwner<T>>(PickleSerializer.Serialize(NumpyArray.Of(items)));
            using var other = new Other<T>(items);

            Assert.All([owner, list, numpy], read => Assert.Equal(items, read.Memory.ToArray()));
            Assert.Equal(pickle, PickleSerializer.Serialize(owner));
            Assert.Equal(pickle, PickleSerializer.Serialize<object>(other));
        }
    }

    [Fact]
    public void Another_type_is_refused_by_its_name()
    {
        var text = PickleSerializer.Serialize("abc");
        var doubles = PickleSerializer.Serialize(PythonArray.Of([1.5]));

        Assert.Equal(
            "The value is a Python str; IMemoryOwner<byte> was asked for.",
            Assert.Throws<InvalidCastException>(() => PickleSerializer.Deserialize<IMemoryOwner<byte>>(text)).Message);
        Assert.Throws<InvalidCastException>(() => PickleSerializer.Deserialize<IMemoryOwner<double>>(text));
        Assert.Throws<InvalidCastException>(() => PickleSerializer.Deserialize<IMemoryOwner<int>>(doubles));
        Assert.Throws<InvalidCastException>(() => PickleSerializer.Deserialize<IMemoryOwner<char>>(text));
        Assert.Throws<PicklingException>(() => PickleSerializer.Serialize<object>(new Other<char>(['a'])));
    }

    [Fact]
    public void A_disposed_owner_has_no_memory_and_cannot_be_sent()
    {
        var owner = new PooledMemory<byte>(3);

        owner.Dispose();

        Assert.Throws<ObjectDisposedException>(() => owner.Memory);
        Assert.Throws<ObjectDisposedException>(() => PickleSerializer.Serialize<IMemoryOwner<byte>>(owner));
    }

    [Fact]
    public void Memory_is_given_back_once_whoever_disposes_it()
    {
        const int Rounds = 500;
        const int Count = 40_000;

        // Nothing else here rents such items.
        using var together = new Barrier(2);
        var owners = new PooledMemory<Int128>[Rounds];
        var rented = new Int128[2][];
        var mixedUp = 0;
        var other = new Thread(() => Run(1));
        other.Start();
        Run(0);
        other.Join();

        Assert.Equal(0, mixedUp);

        void Run(int self)
        {
            for (var i = 0; i < Rounds; i++)
            {
                if (self == 0)
                {
                    owners[i] = new PooledMemory<Int128>(Count);
                }

                together.SignalAndWait();
                owners[i].Dispose();
                owners[i].Dispose();
                together.SignalAndWait();
                rented[self] = ArrayPool<Int128>.Shared.Rent(Count);
                together.SignalAndWait();
                if (self == 0 && rented[0] == rented[1])
                {
                    mixedUp++;
                }

                together.SignalAndWait();
                ArrayPool<Int128>.Shared.Return(rented[self]);
            }
        }
    }

    [Fact]
    public void Long_bytes_are_sent_from_where_they_are()
    {
        var bytes = new byte[200_000];
        using var owner = new Other<byte>(bytes);
        using var doubles = new Other<double>(new double[25_000]);

        Check<IMemoryOwner<byte>>(owner);
        Check<ReadOnlyMemory<byte>>(bytes);
        Check<IMemoryOwner<double>>(doubles);

        static void Check<T>(T value)
        {
            using var frame = Request.Call("7f00", "__setitem__", "key", value, PickleOptions.Default);

            Assert.Equal(200_000, frame.Outgoing!.Length);
            Assert.InRange(frame.OwnSpan.Length, 1, 200);
        }
    }

    private sealed class Other<T>(T[] items) : IMemoryOwner<T>
    {
        public Memory<T> Memory => items;

        public void Dispose()
        {
        }
    }
}
