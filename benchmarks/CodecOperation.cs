namespace Bridge.Benchmarks;

/// <summary>One thing that is timed.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="Baseline">What Python is timed with: <c>dumps</c> or <c>loads</c>.</param>
/// <param name="Aim">How many times as fast as CPython's C pickle it shall be.</param>
/// <param name="Prepare">Makes what the call needs, outside of the time, and returns the call.</param>
internal sealed record CodecOperation(string Name, string Baseline, double Aim, Func<Action> Prepare);
