using Bridge.Pickle;
using CsCheck;

namespace Bridge.InteropTests.Pickle;

/// <summary>A .NET type that is written and read as itself.</summary>
internal abstract class TypedCase(Type type, string pythonType)
{
    /// <summary>The .NET type.</summary>
    public Type Type => type;

    /// <summary>The Python type that its values become, as a shape begins.</summary>
    public string PythonType => pythonType;

    /// <summary>A case from a generator.</summary>
    public static TypedCase Of<T>(string pythonType, Gen<T> values) => new Case<T>(pythonType, values);

    /// <summary>Sends one value, and compares what comes back.</summary>
    public abstract Task RunAsync(EchoPeer peer, PCG random, int protocol, bool purePython);

    public override string ToString() => $"{type} as {pythonType}";

    private sealed class Case<T>(string pythonType, Gen<T> values) : TypedCase(typeof(T), pythonType)
    {
        public override async Task RunAsync(EchoPeer peer, PCG random, int protocol, bool purePython)
        {
            var value = values.Generate(random, null, out _);
            var pickle = PickleSerializer.Serialize(value, Codec.Writing(protocol));

            var (shape, answer) = await peer.SendAsync(pickle, protocol, purePython);

            Assert.StartsWith(PythonType, shape, StringComparison.Ordinal);
            Assert.Equal(ValueShape.Of(PickleSerializer.Deserialize(pickle)), shape);
            Assert.Equal(value, PickleSerializer.Deserialize<T>(answer));
        }
    }
}
