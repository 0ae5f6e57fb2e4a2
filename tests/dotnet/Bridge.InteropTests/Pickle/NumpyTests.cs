using System.Runtime.InteropServices;
using Bridge.Pickle;

namespace Bridge.InteropTests.Pickle;

public class NumpyTests
{
    private const int Million = 1_000_000;
    private const long Slack = 1024 * 1024;

    private const string ManyDoubles = """
        import numpy.random
        path, protocol, order = sys.argv[1], int(sys.argv[2]), sys.argv[3]
        count = 1_000_000 if order == 'F' else 10_000_000
        bits = np.random.RandomState(1).bytes(8 * count)
        array = np.frombuffer(bytearray(bits), '<f8')
        if order == 'F':
            array = array.reshape((250, 4000), order='F')
        with open(path, 'wb') as file:
            pickle.dump(array, file, protocol)
        print('written')
        sys.stdin.readline()
        with open(path, 'rb') as file:
            back = pickle.load(file)
        same = back.dtype == array.dtype and back.shape == array.shape and back.flags.writeable
        same = same and back.flags.f_contiguous == array.flags.f_contiguous
        print(same and back.tobytes('A') == array.tobytes('A'))
        """;

    private const string Kinds = """
        cases = {}
        for code in ['?', 'i1', 'u1'] + [order + kind for order in '<>' for kind in (
                'i2', 'i4', 'i8', 'u2', 'u4', 'u8', 'f2', 'f4', 'f8', 'c8', 'c16', 'M8[ns]', 'M8[25s]', 'm8[D]', 'm8', 'U3')] + ['S3']:
            dtype = np.dtype(code)
            if dtype.kind in 'bSU':
                array = (np.arange(24) % 5).astype(dtype)
            else:
                array = np.frombuffer(bytes(range(1, 25)) * dtype.itemsize, dtype).copy()
            cases[code] = array
            cases[code + ' scalar'] = array[3]
            cases[code + ' C'] = array.reshape(2, 3, 4)
            cases[code + ' F'] = np.asfortranarray(array.reshape(2, 3, 4))
            cases[code + ' 0d'] = array[:1].reshape(())
            cases[code + ' empty'] = array[:0].reshape(3, 0)
            cases[code + ' gaps'] = array.reshape(2, 3, 4)[:, ::2, 1:]
            cases[code + ' turned'] = array.reshape(2, 3, 4).transpose(1, 0, 2)
            cases[code + ' dtype'] = array.dtype
        cases['record'] = np.zeros(3, [('a', '<i4'), ('b', '>f8')])
        cases['object'] = np.array([None, 'a', [1]], dtype=object)
        cases['long double'] = np.ones(2, 'g')
        cases['two'] = [np.ones(3), np.ones(3, '<f8')]
        def equal(a, b):
            if isinstance(a, list):
                return len(a) == len(b) and all(map(equal, a, b))
            if isinstance(a, np.dtype):
                return a == b and a.str == b.str
            # numpy itself swaps items into the order of the machine when it reads a state.
            native = a.dtype.newbyteorder('=')
            same = type(a) is type(b) and native == b.dtype.newbyteorder('=') and a.shape == b.shape
            if a.dtype == object:
                return same and a.tolist() == b.tolist()
            if same and a.dtype.kind in 'mM':
                # astype of numpy forgets to swap times without a unit.
                a, b = (times.view('i8' if times.dtype.isnative else '>i8') for times in (a, b))
                native = np.dtype('i8')
            return same and a.astype(native).tobytes() == b.astype(native).tobytes() and a.flags.f_contiguous == b.flags.f_contiguous
        for name, value in cases.items():
            for protocol in range(2, min(5, pickle.HIGHEST_PROTOCOL) + 1):
                print(pickle.dumps(value, protocol).hex())
                for _ in range(4):
                    if not equal(value, pickle.loads(bytes.fromhex(sys.stdin.readline().strip()))):
                        print('differs:', name, protocol)
                        sys.exit()
        print('done')
        """;

    public static TheoryData<int, int> Versions => new() { { 1, 2 }, { 1, 4 }, { 1, 5 }, { 2, 3 }, { 2, 4 }, { 2, 5 } };

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Ten_million_doubles_come_and_go_bit_by_bit(int numpy, int protocol)
    {
        using var file = new TemporaryFile();
        await using var python = NumpyPython.OfMajor(numpy).Start(ManyDoubles, file.Path, $"{protocol}", "C");
        Assert.Equal("written", await python.ReadLineAsync(Token));
        var pickle = await File.ReadAllBytesAsync(file.Path, Token);

        var numbers = PickleSerializer.Deserialize<double[]>(pickle);
        var natural = PickleSerializer.Deserialize<NumpyArray>(pickle);
        var written = PickleSerializer.Serialize(
            NumpyArray.Of(numbers), new PickleOptions { Protocol = Math.Max(3, protocol) });

        Assert.Equal(10 * Million, numbers.Length);
        Assert.True(natural.Bytes.Span.SequenceEqual(MemoryMarshal.AsBytes(numbers.AsSpan())));
        await File.WriteAllBytesAsync(file.Path, written, Token);
        await python.WriteLineAsync("");
        Assert.Equal("True", await python.ReadLineAsync(Token));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Fortran_order_comes_and_goes(int numpy, int protocol)
    {
        using var file = new TemporaryFile();
        await using var python = NumpyPython.OfMajor(numpy).Start(ManyDoubles, file.Path, $"{protocol}", "F");
        Assert.Equal("written", await python.ReadLineAsync(Token));
        var pickle = await File.ReadAllBytesAsync(file.Path, Token);

        var array = PickleSerializer.Deserialize<NumpyArray>(pickle);
        var table = PickleSerializer.Deserialize<double[,]>(pickle);

        Assert.True(array.IsFortranOrder);
        Assert.Equal((250, 4000), (table.GetLength(0), table.GetLength(1)));
        Assert.Equal(BitsOf((double)array[123, 567]), BitsOf(table[123, 567]));
        Assert.Equal(BitsOf(array.AsSpan<double>()[(567 * 250) + 123]), BitsOf(table[123, 567]));
        await File.WriteAllBytesAsync(file.Path, PickleSerializer.Serialize(array), Token);
        await python.WriteLineAsync("");
        Assert.Equal("True", await python.ReadLineAsync(Token));

        static long BitsOf(double value) => BitConverter.DoubleToInt64Bits(value);
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(1, 5)]
    [InlineData(2, 4)]
    [InlineData(2, 5)]
    public async Task An_array_is_copied_once_each_way(int numpy, int protocol)
    {
        using var file = new TemporaryFile();
        await using var python = NumpyPython.OfMajor(numpy).Start(ManyDoubles, file.Path, $"{protocol}", "C");
        Assert.Equal("written", await python.ReadLineAsync(Token));
        var pickle = await File.ReadAllBytesAsync(file.Path, Token);
        var options = new PickleOptions { Protocol = protocol };
        var payload = 8L * 10 * Million;
        double[] numbers = [];

        Assert.InRange(AllocatedBy(() => numbers = PickleSerializer.Deserialize<double[]>(pickle, options)), payload, payload + Slack);
        Assert.InRange(AllocatedBy(() => PickleSerializer.Deserialize<NumpyArray>(pickle, options)), payload, payload + Slack);
        Assert.InRange(AllocatedBy(() => PickleSerializer.Deserialize(pickle, options)), payload, payload + Slack);
        Assert.InRange(
            AllocatedBy(() => PickleSerializer.Serialize(NumpyArray.Of(numbers), options)), payload, payload + Slack);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Every_kind_in_every_order_survives_every_protocol(int numpy)
    {
        await using var python = NumpyPython.OfMajor(numpy).Start(Kinds);
        PickleOptions[] options = [.. Enumerable.Range(2, 4).Select(protocol => new PickleOptions { Protocol = protocol })];
        string line;
        while ((line = await python.ReadLineAsync(Token)) is not "done")
        {
            Assert.DoesNotContain("differs", line, StringComparison.Ordinal);
            var value = PickleSerializer.Deserialize(Convert.FromHexString(line));
            foreach (var option in options)
            {
                await python.WriteLineAsync(Convert.ToHexStringLower(PickleSerializer.Serialize(value, option)));
            }
        }
    }

    [Fact]
    public async Task Arrays_of_numpy_2_are_read_by_numpy_1_and_the_other_way_round()
    {
        const string Code = """
            array = np.arange(6, dtype='<i4').reshape((2, 3), order='F')
            print(pickle.dumps([array, array[0, 1]], 4).hex())
            back = pickle.loads(bytes.fromhex(sys.stdin.readline().strip()))
            print((back[0] == array).all() and back[0].flags.f_contiguous and back[1] == array[0, 1])
            """;
        await using var one = NumpyPython.OfMajor(1).Start(Code);
        await using var two = NumpyPython.OfMajor(2).Start(Code);

        await Cross(one, two);
        await Cross(two, one);

        static async Task Cross(PythonScript from, PythonScript to)
        {
            var value = PickleSerializer.Deserialize(Convert.FromHexString(await from.ReadLineAsync(Token)));
            await to.WriteLineAsync(Convert.ToHexStringLower(PickleSerializer.Serialize(value)));
        }

        Assert.Equal("True", await one.ReadLineAsync(Token));
        Assert.Equal("True", await two.ReadLineAsync(Token));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static long AllocatedBy(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private sealed class TemporaryFile : IDisposable
    {
        public string Path { get; } = System.IO.Path.GetTempFileName();

        public void Dispose() => File.Delete(Path);
    }
}
