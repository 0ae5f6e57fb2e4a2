using System.Collections.Concurrent;
using Xunit;

namespace Bridge.Testing;

/// <summary>The reports of the running tests, kept by xunit for as long as it runs. Thread-safe.</summary>
internal static class TestReports
{
    private const string Shared = "Bridge.Testing: transcripts of fixtures";

    /// <summary>The report of this test; null where <see cref="BridgeReportAttribute"/> is not in use.</summary>
    public static TestReport? Current =>
        TestContext.Current.Test is { } test
            ? TestContext.Current.KeyValueStorage.GetValueOrDefault(KeyOf(test.UniqueID)) as TestReport
            : null;

    public static void Begin(string test) =>
        TestContext.Current.KeyValueStorage[KeyOf(test)] = new TestReport(SharedTranscripts.Keys);

    public static TestReport? End(string test) =>
        TestContext.Current.KeyValueStorage.TryRemove(KeyOf(test), out var report) ? report as TestReport : null;

    public static void AddShared(Transcript transcript) => SharedTranscripts.TryAdd(transcript, true);

    public static void RemoveShared(Transcript transcript) => SharedTranscripts.TryRemove(transcript, out _);

    private static ConcurrentDictionary<Transcript, bool> SharedTranscripts =>
        (ConcurrentDictionary<Transcript, bool>)TestContext.Current.KeyValueStorage.GetOrAdd(
            Shared, _ => new ConcurrentDictionary<Transcript, bool>())!;

    private static string KeyOf(string test) => "Bridge.Testing: " + test;
}
