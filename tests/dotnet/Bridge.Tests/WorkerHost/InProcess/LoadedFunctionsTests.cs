using System.Globalization;
using Bridge.Pickle;
using Bridge.WorkerHost.InProcess;

namespace Bridge.Tests.WorkerHost.InProcess;

public sealed class LoadedFunctionsTests : IAsyncDisposable
{
    private readonly LoadedFunctions _functions = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("bridge-").FullName;

    public async ValueTask DisposeAsync()
    {
        await _functions.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Functions_of_one_assembly_share_its_statics_and_instances()
    {
        var first = Load(nameof(CountedRows.Count));
        var second = Load(nameof(CountedRows.Again));

        Assert.Equal("1: a", await CallAsync<string, string>(first, "a"));
        Assert.Equal("2: b", await CallAsync<string, string>(second, "b"));
        Assert.Equal(1, await CallAsync<int, int>(Load(nameof(CountedRows.SetUps)), 0));
    }

    [Fact]
    public async Task A_function_that_throws_gives_an_answer_with_its_error()
    {
        var function = _functions[Load(nameof(CountedRows.Fail))];

        var answer = await function.RunAsync(PickleSerializer.Serialize<object[]>([5]), 1, _functions.Stopping);

        Assert.False(answer.IsPlain);
        var entry = Assert.IsType<PythonTuple>(PickleSerializer.Deserialize<List<object?>>(answer.Pickle).Single());
        Assert.Equal([2L, "System.FormatException", "no 5"], entry.Take(3));
    }

    [Fact]
    public async Task A_call_that_waits_for_its_turn_ends_with_the_program()
    {
        var function = _functions[Load(nameof(CountedRows.Forever))];
        var batch = PickleSerializer.Serialize<object[]>([5]);
        var running = function.RunAsync(batch, 1, _functions.Stopping).AsTask();
        var waiting = function.RunAsync(batch, 1, _functions.Stopping).AsTask();
        Assert.False(waiting.IsCompleted);

        await _functions.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public void An_assembly_that_was_built_anew_is_refused()
    {
        var path = Path.Combine(_folder, "Rows.dll");
        File.Copy(typeof(CountedRows).Assembly.Location, path);
        Load(nameof(CountedRows.Fail), path);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(1));

        var error = Assert.Throws<WorkerLoadException>(() => Load(nameof(CountedRows.Fail), path));

        Assert.Equal("Rows.dll was built anew after this program had loaded it; start the program again.", error.Message);
    }

    private int Load(string method, string? path = null)
    {
        var type = typeof(CountedRows);
        return _functions.Load(
            $"{path ?? type.Assembly.Location}:{type.FullName}.{method}", hasColumns: false, isConcurrent: false);
    }

    private async Task<TOut> CallAsync<TRow, TOut>(int number, TRow row)
    {
        var batch = PickleSerializer.Serialize<TRow[]>([row]);
        var answer = await _functions[number].RunAsync(batch, 1, _functions.Stopping);
        Assert.True(answer.IsPlain);
        return PickleSerializer.Deserialize<TOut[]>(answer.Pickle).Single();
    }
}

/// <summary>Rows for the tests above; loaded a second time, into a context of its own.</summary>
public sealed class CountedRows
{
    private static int _setUps;
    private int _rows;

    public static void Setup() => _setUps++;

    public static int SetUps(int row) => row + _setUps;

    public static int Fail(int row) => throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"no {row}"));

    public static async Task<int> Forever(int row, CancellationToken stopping)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, stopping);
        return row;
    }

    public string Count(string row) => $"{++_rows}: {row}";

    public string Again(string row) => Count(row);
}
