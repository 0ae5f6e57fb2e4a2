using Xunit;

namespace Bridge.Testing;

/// <summary>A genuine manager for one xunit.v3 test. Thread-safe.</summary>
public static class BridgeTest
{
    /// <summary>Whether the variable <c>CI</c> is set: what is missing then fails instead of being skipped.</summary>
    public static bool IsContinuousIntegration =>
        Environment.GetEnvironmentVariable("CI") is { Length: > 0 } value && value is not ("0" or "false" or "False");

    /// <summary>Starts a manager for this test; to be disposed by it, with <c>await using</c>.</summary>
    /// <remarks>
    /// Without the Python the test is skipped, and fails where <see cref="IsContinuousIntegration"/>. What is left at its
    /// end fails the test, beside what else fails it.
    /// </remarks>
    /// <param name="options">Which Python, which typeids; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the start; the end of the test does as well.</param>
    public static async Task<TestManager> StartManagerAsync(
        TestManagerOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken, TestContext.Current.CancellationToken);
        var report = TestReports.Current;
        try
        {
            var manager = await TestManager.StartAsync(
                (options ?? TestManagerOptions.Default) with { Leaked = report is null ? null : report.AddLeaks },
                both.Token).ConfigureAwait(false);
            report?.AddOwn(manager.Transcript);
            return manager;
        }
        catch (PythonNotFoundException missing) when (!IsContinuousIntegration)
        {
            throw new SkipException(missing.Message);
        }
    }
}
