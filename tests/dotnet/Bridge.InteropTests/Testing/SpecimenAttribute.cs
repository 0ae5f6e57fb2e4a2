using System.Runtime.CompilerServices;
using Xunit.Sdk;
using Xunit.v3;

namespace Bridge.InteropTests.Testing;

/// <summary>A test for <see cref="ReportTests"/>, which is there only when the variable BRIDGE_SPECIMENS is set.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer(typeof(Discoverer))]
public sealed class SpecimenAttribute(
    [CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
    : FactAttribute(sourceFilePath, sourceLineNumber)
{
    private sealed class Discoverer : FactDiscoverer
    {
        public override ValueTask<IReadOnlyCollection<IXunitTestCase>> Discover(
            ITestFrameworkDiscoveryOptions discoveryOptions, IXunitTestMethod testMethod, IFactAttribute factAttribute) =>
            Environment.GetEnvironmentVariable("BRIDGE_SPECIMENS") is { Length: > 0 }
                ? base.Discover(discoveryOptions, testMethod, factAttribute)
                : ValueTask.FromResult<IReadOnlyCollection<IXunitTestCase>>([]);
    }
}
