using System.Text.Json.Nodes;

namespace Bridge.TestUtilities.Scenarios;

/// <summary>What .NET did for a case.</summary>
/// <param name="DotNet">The .NET method that was called.</param>
/// <param name="Outcome">What came of it, for tests/data/scenarios/outcomes.py.</param>
/// <param name="Reference">The object, which lives until the next case; null when there is none.</param>
public sealed record ScenarioAnswer(string DotNet, JsonObject Outcome, ScenarioReference? Reference);
