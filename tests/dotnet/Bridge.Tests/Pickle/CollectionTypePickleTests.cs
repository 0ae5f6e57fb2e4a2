using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Text;
using Bridge.Pickle;

namespace Bridge.Tests.Pickle;

public class CollectionTypePickleTests
{
    public enum Level : short
    {
        Low = -1,
        [PythonName("high")]
        High = 300,
    }

    public enum Huge : ulong
    {
        Largest = ulong.MaxValue,
    }

    [Fact]
    public void Sequences_are_lists()
    {
        AssertList<ImmutableArray<int>>([1, 2]);
        AssertList<ImmutableList<int>>([1, 2]);
        AssertList<IImmutableList<int>>(ImmutableList.Create(1, 2));
        AssertList(ImmutableQueue.Create(1, 2));
        AssertList(new Queue<int>([1, 2]));
        AssertList(new ConcurrentQueue<int>([1, 2]));
        AssertList<ConcurrentBag<int>>([2, 1]);
        AssertList(new LinkedList<int>([1, 2]));
        AssertList<Collection<int>>([1, 2]);
        AssertList<ObservableCollection<int>>([1, 2]);
        AssertList<ReadOnlyCollection<int>>(new([1, 2]));
        AssertList<IReadOnlyCollection<int>>([1, 2]);
        AssertList(new ArraySegment<int>([0, 1, 2], 1, 2));
    }

    [Fact]
    public void Memory_of_other_things_than_bytes_is_a_list()
    {
        Assert.Equal([1L, 2L], (List<object?>)Natural<ReadOnlyMemory<int>>(new[] { 1, 2 })!);
        Assert.Equal([1, 2], Survive<ReadOnlyMemory<int>>(new[] { 1, 2 }).ToArray());
        Assert.Equal(["a"], Survive<Memory<string>>(new[] { "a" }).ToArray());
    }

    [Fact]
    public void Wrapped_bytes_are_bytes()
    {
        Assert.Equal(new byte[] { 1, 2 }, Natural<ImmutableArray<byte>>([1, 2]));
        Assert.Equal<byte>([1, 2], Survive<ImmutableArray<byte>>([1, 2]));
        Assert.Equal<byte>([2], Survive(new ArraySegment<byte>([1, 2], 1, 1)));
        Assert.Equal(Array.Empty<byte>(), Natural(default(ImmutableArray<byte>)));
    }

    [Fact]
    public void An_empty_struct_is_an_empty_list()
    {
        Assert.Equal(new List<object?>(), Natural(default(ImmutableArray<int>)));
        Assert.Equal(new List<object?>(), Natural(default(ArraySegment<int>)));
    }

    [Fact]
    public void The_top_of_a_stack_is_the_end_of_the_list()
    {
        var stack = new Stack<int>([1, 2]);

        Assert.Equal(new List<object?> { 1L, 2L }, Natural(stack));
        Assert.Equal(2, Survive(stack).Pop());
        Assert.True(Survive(new ConcurrentStack<int>([1, 2])).TryPop(out var top));
        Assert.Equal(2, top);
    }

    [Fact]
    public void Sets_are_sets()
    {
        AssertSet<ImmutableHashSet<int>>([1, 2]);
        AssertSet<IImmutableSet<int>>(ImmutableHashSet.Create(1, 2));
        AssertSet<ImmutableSortedSet<int>>([1, 2]);
        AssertSet<SortedSet<int>>([1, 2]);
        Assert.IsType<PythonFrozenSet>(Natural(FrozenSet.Create(1, 2)));
        Assert.Equal([1, 2], Survive(FrozenSet.Create(1, 2)).Order());
    }

    [Fact]
    public void Dictionaries_are_dicts()
    {
        KeyValuePair<string, int>[] pairs = [new("a", 1), new("b", 2)];
        var dictionary = pairs.ToDictionary();
        AssertDict(pairs.ToImmutableDictionary());
        AssertDict<IImmutableDictionary<string, int>>(pairs.ToImmutableDictionary());
        AssertDict(pairs.ToImmutableSortedDictionary());
        AssertDict(new SortedDictionary<string, int>(dictionary));
        AssertDict(new SortedList<string, int>(dictionary));
        AssertDict(new OrderedDictionary<string, int>(pairs));
        AssertDict(new ConcurrentDictionary<string, int>(pairs));
        AssertDict(new ReadOnlyDictionary<string, int>(dictionary));
        AssertDict(pairs.ToFrozenDictionary());
    }

    [Fact]
    public void An_array_of_two_dimensions_is_a_list_of_lists()
    {
        int[,] grid = { { 1, 2, 3 }, { 4, 5, 6 } };

        Assert.Equal(
            new List<object?> { new List<object?> { 1L, 2L, 3L }, new List<object?> { 4L, 5L, 6L } }, Natural(grid));
        Assert.Equal(grid, Survive(grid));
        Assert.Equal(new string[0, 0], Survive(new string[0, 0]));
        Assert.Empty(Survive(new int[2, 0]));
        var ragged = PickleSerializer.Serialize(new List<int[]> { new[] { 1 }, new[] { 1, 2 } });
        Assert.Throws<InvalidCastException>(() => PickleSerializer.Deserialize<int[,]>(ragged));
    }

    [Fact]
    public void Tuples_of_all_kinds_are_tuples()
    {
        Assert.Equal(new PythonTuple(1L, "a"), Natural(Tuple.Create(1, "a")));
        AssertSurvives(Tuple.Create(1));
        AssertSurvives(Tuple.Create(1, "a"));
        AssertSurvives(Tuple.Create(1, 2, 3));
        AssertSurvives(Tuple.Create(1, 2, 3, 4));
        AssertSurvives(Tuple.Create(1, 2, 3, 4, 5));
        AssertSurvives(Tuple.Create(1, 2, 3, 4, 5, 6));
        AssertSurvives(Tuple.Create(1, 2, 3, 4, 5, 6, 7));
        AssertSurvives((1, 2, 3, 4, 5, 6, 7, 8));
        AssertSurvives((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, "15"));
        Assert.Equal(new PythonTuple(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L), Natural((1, 2, 3, 4, 5, 6, 7, 8)));
        Assert.Throws<InvalidCastException>(() => PickleSerializer.Deserialize<(int, int, int, int, int, int, int, int)>(
            PickleSerializer.Serialize((1, 2))));
    }

    [Fact]
    public void Texts_of_other_types_are_str()
    {
        Assert.Equal("http://a.b/c d", Natural(new Uri("http://a.b/c d")));
        AssertSurvives(new Uri("x/y", UriKind.Relative));
        AssertSurvives<Uri?>(null);
        AssertSurvives(new Version(1, 2, 3));
        AssertSurvives(new Rune(0x1F600));
        AssertSurvives<Rune?>(null);
        AssertMismatch<Version>("1.x");
        AssertMismatch<Rune>("ab");
        AssertMismatch<Rune>("");
        AssertMismatch<Version>(1L);
    }

    [Fact]
    public void An_enum_is_an_int_and_read_from_its_name_too()
    {
        Assert.Equal(300L, Natural(Level.High));
        Assert.Equal(-1L, Natural<object>(Level.Low));
        AssertSurvives<Level[]>([Level.Low, (Level)7]);
        AssertSurvives<Level?>(null);
        AssertSurvives(Huge.Largest);
        AssertSurvives(new Dictionary<Level, int> { [Level.Low] = 1 });
        Assert.Equal(Level.Low, PickleSerializer.Deserialize<Level>(PickleSerializer.Serialize("Low")));
        Assert.Equal(Level.High, PickleSerializer.Deserialize<Level>(PickleSerializer.Serialize("high")));
        AssertMismatch<Level>("low");
        AssertMismatch<Level>("300");
        AssertMismatch<Level>(40_000L);
        AssertMismatch<Huge>(-1L);
        AssertMismatch<Level>(1.0);
    }

    [Fact]
    public void A_shared_collection_is_one()
    {
        var queue = new Queue<int>([1]);

        var queues = Survive<Queue<int>[]>([queue, queue]);

        Assert.Same(queues[0], queues[1]);
    }

    [Fact]
    public void A_collection_of_another_kind_is_refused_by_name()
    {
        var bytes = PickleSerializer.Serialize(new PythonDict());

        var error = Assert.Throws<InvalidCastException>(() => PickleSerializer.Deserialize<Queue<int>>(bytes));

        Assert.Equal("The value is a Python dict; Queue<int> was asked for.", error.Message);
        Assert.Null(PickleSerializer.Deserialize<Queue<int>?>(PickleSerializer.Serialize<object?>(null)));
    }

    private static void AssertList<T>(T value)
        where T : IEnumerable<int>
    {
        Assert.Equal(new List<object?> { 1L, 2L }, Natural(value));
        AssertKind(value, [1, 2]);
    }

    private static void AssertSet<T>(T value)
        where T : IEnumerable<int>
    {
        Assert.Equal(2, Assert.IsType<HashSet<object?>>(Natural(value)).Count);
        AssertKind(value, [1, 2]);
    }

    private static void AssertKind<T>(T value, int[] items)
        where T : IEnumerable<int>
    {
        var back = Survive(value);
        Assert.Equal(items, back.Order());
        Assert.True(typeof(T).IsInterface || back.GetType() == value.GetType());
    }

    private static void AssertDict<T>(T value)
        where T : IEnumerable<KeyValuePair<string, int>>
    {
        Assert.Equal(["a", "b"], Assert.IsType<PythonDict>(Natural(value)).Keys.Order());
        var back = Survive(value);
        Assert.Equal(value.OrderBy(p => p.Key), back.OrderBy(p => p.Key));
        Assert.True(typeof(T).IsInterface || back.GetType().BaseType == value.GetType().BaseType);
    }

    private static void AssertSurvives<T>(T value) => Assert.Equal(value, Survive(value));

    private static void AssertMismatch<T>(object value) => Assert.Throws<InvalidCastException>(
        () => PickleSerializer.Deserialize<T>(PickleSerializer.Serialize(value)));

    private static T Survive<T>(T value) => PickleSerializer.Deserialize<T>(PickleSerializer.Serialize(value));

    private static object? Natural<T>(T value) => PickleSerializer.Deserialize(PickleSerializer.Serialize(value));
}
