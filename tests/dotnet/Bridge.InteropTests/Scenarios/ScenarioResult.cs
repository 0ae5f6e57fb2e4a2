using Bridge.TestUtilities.Scenarios;

namespace Bridge.InteropTests.Scenarios;

/// <summary>What came of one case.</summary>
/// <param name="Case">The case.</param>
/// <param name="DotNet">The .NET method that was called.</param>
/// <param name="Problems">How the two sides differ; empty when they do not.</param>
internal sealed record ScenarioResult(ScenarioCase Case, string DotNet, IReadOnlyList<string> Problems);
