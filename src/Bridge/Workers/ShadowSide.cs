namespace Bridge.Workers;

/// <summary>What one of the two pools of a <see cref="ShadowPool"/> has done.</summary>
/// <param name="Rows">How many rows it has answered.</param>
/// <param name="Failed">How many of them failed.</param>
/// <param name="WorkTime">How long its workers have worked, all of them together: what its function costs.</param>
/// <param name="Elapsed">From the start of the map to its last answer. Neither is ever far ahead of the other.</param>
public sealed record ShadowSide(long Rows, long Failed, TimeSpan WorkTime, TimeSpan Elapsed);
