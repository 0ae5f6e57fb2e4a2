namespace Bridge.TestUtilities.Scenarios;

/// <summary>One case of tests/data/scenarios for one version of Python: what .NET needs to do the same.</summary>
/// <param name="Id">The typeid and the number in its file.</param>
/// <param name="TypeId">The typeid.</param>
/// <param name="Title">The case as it is written.</param>
/// <param name="Method">The method of the call; <c>(new)</c> when it is about the constructor.</param>
/// <param name="Note">The words in the table instead of <c>=</c>.</param>
/// <param name="Shared">Whether the cases of the file use one object.</param>
/// <param name="Creation">What makes the object: its constructor, and calls whose result is a proxy.</param>
/// <param name="Setup">The calls before.</param>
/// <param name="Call">The call.</param>
/// <param name="State">How the other side reads what is left.</param>
public sealed record ScenarioCase(
    string Id,
    string TypeId,
    string Title,
    string Method,
    string? Note,
    bool Shared,
    IReadOnlyList<ScenarioStep> Creation,
    IReadOnlyList<ScenarioStep> Setup,
    ScenarioStep? Call,
    IReadOnlyList<ScenarioStep> State);
