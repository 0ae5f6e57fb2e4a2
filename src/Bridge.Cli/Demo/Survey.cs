namespace Bridge.Cli.Demo;

/// <summary>What a survey brought.</summary>
/// <param name="Results">What the worker function returned, by module, in order of the names.</param>
/// <param name="Problems">One line for each module that could not be measured.</param>
internal sealed record Survey(IReadOnlyList<object?> Results, IReadOnlyList<string> Problems);
