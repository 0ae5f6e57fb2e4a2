using System.Text.Json.Serialization;
using Bridge.Pickle;

namespace Bridge.TestUtilities.Scenarios;

/// <summary>One call of a scenario, as tests/data/scenarios/scenarios.py sends it.</summary>
/// <param name="Method">The exposed method; <c>#GETVALUE</c> for the referent itself.</param>
/// <param name="Args">The pickled tuple of positional arguments.</param>
/// <param name="Kwds">The pickled dict of keyword arguments.</param>
public sealed record ScenarioStep(string Method, byte[] Args, byte[] Kwds)
{
    [JsonIgnore]
    public IReadOnlyList<object?> Arguments { get; } = [.. (PythonTuple)PickleSerializer.Deserialize(Args)!];

    [JsonIgnore]
    public IReadOnlyDictionary<string, object?> Keywords { get; } =
        ((PythonDict)PickleSerializer.Deserialize(Kwds)!).ToDictionary(pair => (string)pair.Key!, pair => pair.Value);

    /// <summary>Equal for equal calls.</summary>
    [JsonIgnore]
    public string Key => $"{Method} {Convert.ToHexString(Args)} {Convert.ToHexString(Kwds)}";
}
