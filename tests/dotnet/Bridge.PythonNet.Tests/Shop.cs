namespace Bridge.PythonNet.Tests;

/// <summary>A C# class that the tests serve by its interface: what is special about arguments and results.</summary>
internal sealed class Shop(EmbeddedPython python) : IShop
{
    private readonly Lock _gate = new();

    public bool Open() => true;

    public int Sum(params int[] numbers) => numbers.Sum();

    public string Paint(Color? color = Color.Green, CancellationToken cancellationToken = default) => $"{color}";

    public Task<object?> ParseAsync(string json) => python.CallAsync<object?>("json", "loads", [json]);

    public IEnumerable<int> Lazy()
    {
        // Another thread holds the lock until it gets the GIL: whoever evaluates this must not have it.
        using var isHeld = new ManualResetEventSlim();
        var other = Task.Run(() =>
        {
            lock (_gate)
            {
                isHeld.Set();
                python.RunAsync(() => { }).GetAwaiter().GetResult();
            }
        });
        isHeld.Wait();
        lock (_gate)
        {
            // only to have it
        }

        yield return 1;
        other.Wait();
        yield return 2;
    }
}
