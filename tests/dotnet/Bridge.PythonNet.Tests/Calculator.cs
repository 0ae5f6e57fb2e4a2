using Bridge.Pickle;
using Bridge.Proxies;

namespace Bridge.PythonNet.Tests;

/// <summary>A C# class that the tests serve.</summary>
public sealed class Calculator
{
    private long _total;

    public long Total() => Interlocked.Read(ref _total);

    public int Add(int a, int b = 10)
    {
        Interlocked.Add(ref _total, a + b);
        return a + b;
    }

    public async Task<double> AverageAsync(IReadOnlyList<double> values, CancellationToken cancellationToken)
    {
        await Task.Delay(1, cancellationToken);
        return values.Average();
    }

    public async ValueTask<int> SumOf(ListProxy<int> shared) => (await shared.GetSnapshotAsync()).Sum();

    public object? Echo(object? value) => value;

    public void Fail(string how) => throw how switch
    {
        "argument" => new ArgumentException("the argument is bad"),
        "key" => new KeyNotFoundException("no such key"),
        "python" => new PythonException("LookupError", "as I say", 3),
        _ => new InvalidTimeZoneException("strange"),
    };

    [PythonName("wait_for_end")]
    public void WaitUntilCanceled(CancellationToken cancellationToken) => cancellationToken.WaitHandle.WaitOne();

    public override string ToString() => "the calculator";
}
