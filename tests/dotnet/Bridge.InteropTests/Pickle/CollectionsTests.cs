using Bridge.Pickle;

namespace Bridge.InteropTests.Pickle;

public class CollectionsTests
{
    private const string Code = """
        import sys, pickle, array, asyncio, collections, copyreg, enum, functools, json, operator, queue, types
        from concurrent.futures import process
        from multiprocessing import pool

        module = types.ModuleType('fakepandas')
        sys.modules['fakepandas'] = module

        def export(cls):
            cls.__module__ = 'fakepandas'
            cls.__qualname__ = cls.__name__
            setattr(module, cls.__name__, cls)
            return cls

        @export
        class Color(enum.Enum):
            RED = 1

        Point = export(collections.namedtuple('Point', 'x y'))

        @export
        class BlockManager:
            def __init__(self, blocks, axes):
                self.blocks, self.axes = blocks, axes
            def __eq__(self, other):
                return type(other) is BlockManager and (self.blocks, self.axes) == (other.blocks, other.axes)
            def __reduce__(self):
                return type(self), (self.blocks, self.axes)

        @export
        class DataFrame:
            '''Pickled as pandas.DataFrame: copyreg.__newobj__, and a state with _mgr and _metadata.'''
            def __eq__(self, other):
                return type(other) is DataFrame and vars(self) == vars(other)
            def __reduce_ex__(self, protocol):
                return copyreg.__newobj__, (type(self),), dict(vars(self))
            def __setstate__(self, state):
                self.__dict__.update(state)

        @export
        def _unpickle_block(values, placement, ndim):
            return ('block', values, placement, ndim)

        @export
        class Timestamp:
            def __init__(self, value): self.value = value
            def __eq__(self, other): return type(other) is Timestamp and other.value == self.value
            def __hash__(self): return hash(self.value)
            def __reduce__(self): return _unpickle_timestamp, (self.value, None, None)
        module._unpickle_timestamp = _unpickle_timestamp = lambda value, freq, tz: Timestamp(value)
        _unpickle_timestamp.__module__, _unpickle_timestamp.__qualname__ = 'fakepandas', '_unpickle_timestamp'

        @export
        class BadThing(ValueError): pass

        def failed(cls, *args, notes=(), **attributes):
            error = cls(*args)
            vars(error).update(attributes)
            if notes:
                error.__notes__ = list(notes)
            return error

        frame = DataFrame()
        manager = BlockManager((array.array('d', [1.5]),), [['a'], slice(0, 1)])
        vars(frame).update(_mgr=manager, _typ='dataframe', _metadata=[], attrs={}, _flags={'allows_duplicate_labels': True})
        ordered = collections.OrderedDict([('b', 1), ('a', [2])])
        ordered.extra = 5
        values = [
            ordered, collections.OrderedDict(), collections.Counter('abca'), collections.Counter({Color.RED: 2}),
            collections.defaultdict(list, {1: [2]}), collections.defaultdict(None, a=1), collections.defaultdict(functools.partial(int, 5)),
            collections.deque(), collections.deque([1, [2]]), collections.deque(range(2500), 2000), collections.deque([], 0),
            array.array('d', [1.5, float('inf')]), array.array('q'), array.array('b', [-1]), array.array('B', [255]),
            array.array('h', [-2]), array.array('H', [2]), array.array('i', [-3]), array.array('I', [3]), array.array('l', [-4]),
            array.array('L', [4]), array.array('Q', [2 ** 64 - 1]), array.array('f', [0.5]),
            failed(ValueError, 'a', 1), failed(ValueError, 'x', notes=['n1', 'n2'], code=5), failed(OSError, 2, 'no', 'f', 0, 'g'),
            failed(KeyError, 'k'), failed(UnicodeDecodeError, 'utf8', b'x', 0, 1, 'bad'), failed(queue.Empty), failed(queue.Full),
            failed(StopIteration, [1]), failed(SyntaxError, 'x', ('f', 1, 2, 't')), failed(asyncio.CancelledError),
            json.JSONDecodeError('x', 'doc', 1), ImportError('x', name='m', path='p'), failed(BadThing, 1, extra=[2]),
            Color.RED, Point(1, 'y'), functools.partial(operator.add, 1, b=2), frame, {Timestamp(5): Timestamp(6)},
            _unpickle_block([1], slice(0, 1), 2),
        ]
        if sys.version_info >= (3, 7):
            import dataclasses
            Item = export(dataclasses.make_dataclass('Item', [('name', str), ('tags', list)]))
            values.append(Item('a', [1]))
        if sys.version_info >= (3, 13):
            values.append(array.array('w', 'aé😀'))

        def equal(a, b):
            if type(a) is not type(b):
                return False
            if isinstance(a, BaseException):
                return a.args == b.args and vars(a) == vars(b) and str(a) == str(b) and [
                    getattr(a, name, None) for name in ('errno', 'filename', 'filename2', 'name', 'path', 'doc')] == [
                    getattr(b, name, None) for name in ('errno', 'filename', 'filename2', 'name', 'path', 'doc')]
            if isinstance(a, functools.partial):
                return (a.func, a.args, a.keywords) == (b.func, b.args, b.keywords)
            if isinstance(a, collections.defaultdict):
                return a == b and (a.default_factory == b.default_factory or equal(a.default_factory, b.default_factory))
            if isinstance(a, array.array) and a.typecode != b.typecode:
                return False
            return a == b and getattr(a, 'maxlen', 0) == getattr(b, 'maxlen', 0) and getattr(
                a, '__dict__', 0) == getattr(b, '__dict__', 0)

        for value in values:
            for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
                print(pickle.dumps(value, protocol).hex())
                for _ in range(2, pickle.HIGHEST_PROTOCOL + 1):
                    back = pickle.loads(bytes.fromhex(sys.stdin.readline().strip()))
                    if not equal(value, back):
                        print('differs:', protocol, type(value), repr(value)[:100], repr(back)[:100])
                        sys.exit()
        print('done', pickle.HIGHEST_PROTOCOL)
        """;

    public static TheoryData<TestPython> Pythons => [.. TestPythons.All];

    [Theory]
    [MemberData(nameof(Pythons))]
    public async Task Collections_arrays_exceptions_and_inert_objects_survive_every_protocol(TestPython testPython)
    {
        var token = TestContext.Current.CancellationToken;
        var highest = testPython.Version >= new Version(3, 8) ? 5 : 4;
        PickleOptions[] options = [.. Enumerable.Range(2, highest - 1).Select(p => new PickleOptions { Protocol = p })];
        await using var python = PythonScript.Start(testPython.Path, Code);
        string line;
        while (!(line = await python.ReadLineAsync(token)).StartsWith("done", StringComparison.Ordinal))
        {
            Assert.DoesNotContain("differs", line, StringComparison.Ordinal);
            var value = PickleSerializer.Deserialize(Convert.FromHexString(line));
            foreach (var option in options)
            {
                await python.WriteLineAsync(Convert.ToHexStringLower(PickleSerializer.Serialize(value, option)));
            }
        }

        Assert.Equal($"done {highest}", line);
    }
}
