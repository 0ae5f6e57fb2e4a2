namespace Bridge.PythonNet.Serving;

/// <summary>The arguments of one call from Python.</summary>
internal sealed record ServedArguments(
    IReadOnlyList<ServedValue> Positional, IReadOnlyDictionary<string, ServedValue> Named);
