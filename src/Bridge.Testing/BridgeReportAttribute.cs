using System.Reflection;
using Xunit;
using Xunit.v3;

namespace Bridge.Testing;

/// <summary>
/// Adds the transcripts of both sides to a test that failed, as attachments and to its output, and fails a test that
/// left something on a manager of its own.
/// </summary>
/// <remarks>
/// The package adds it to the assembly, unless the property <c>BridgeReport</c> of the project is false; then it can be
/// put on single classes and methods.
/// </remarks>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Class | AttributeTargets.Method)]
public sealed class BridgeReportAttribute : BeforeAfterTestAttribute
{
    private const int ShownLines = 60;

    /// <inheritdoc/>
    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        ArgumentNullException.ThrowIfNull(test);
        TestReports.Begin(test.UniqueID);
    }

    /// <inheritdoc/>
    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        ArgumentNullException.ThrowIfNull(test);
        if (TestReports.End(test.UniqueID) is not { } report)
        {
            return;
        }

        var leaks = report.Leaks;
        if (leaks.Count > 0 || TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            Show("bridge-dotnet.log", ".NET", report.DotNet);
            Show("bridge-python.log", "Python", report.Python);
        }

        if (leaks.Count > 0)
        {
            throw leaks.Count == 1 ? leaks[0] : new LeakException([.. leaks.SelectMany(leak => leak.Leaks)]);
        }
    }

    private static void Show(string file, string side, string transcript)
    {
        if (transcript.Length == 0)
        {
            return;
        }

        var context = TestContext.Current;
        context.AddAttachment(file, transcript, replaceExistingValue: true);
        var lines = transcript.TrimEnd('\n').Split('\n');
        var heading = lines.Length > ShownLines ? $"the last {ShownLines} of {lines.Length} lines" : "all";
        context.TestOutputHelper?.WriteLine($"--- {side} transcript, {heading} (attachment {file}):");
        foreach (var line in lines.TakeLast(ShownLines))
        {
            context.TestOutputHelper?.WriteLine(line);
        }
    }
}
