using System.Diagnostics;
using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary><c>Condition.wait_for</c>, which is a loop of the client also in Python.</summary>
internal static class WaitLoop
{
    /// <summary>Waits until the predicate holds or the time is up; says whether it holds.</summary>
    public static async Task<bool> RunAsync(
        Pin pin,
        Func<CancellationToken, ValueTask<bool>> predicate,
        TimeSpan? timeout,
        CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await predicate(cancellationToken).ConfigureAwait(false))
        {
            var rest = timeout - Stopwatch.GetElapsedTime(start);
            if (rest <= TimeSpan.Zero)
            {
                return false;
            }

            await pin.WaitAsync(rest, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }
}
