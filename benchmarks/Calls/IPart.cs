namespace Bridge.Benchmarks.Calls;

/// <summary>One part of the benchmark, on one server.</summary>
internal interface IPart : IAsyncDisposable
{
    /// <summary>Measures all sides once. The figures of the first time, which warms up, are thrown away.</summary>
    Task RunAsync(Figures figures, int round);
}
