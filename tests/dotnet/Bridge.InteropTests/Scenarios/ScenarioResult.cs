using Bridge.TestUtilities.Scenarios;

namespace Bridge.InteropTests.Scenarios;

/// <summary>What came of one case.</summary>
/// <param name="Case">The case.</param>
/// <param name="DotNet">The .NET method that was called.</param>
/// <param name="Skipped">Why .NET did not make the call; null when it did.</param>
/// <param name="Problems">How the two sides differ; empty when they do not.</param>
internal sealed record ScenarioResult(ScenarioCase Case, string DotNet, string? Skipped, IReadOnlyList<string> Problems);
