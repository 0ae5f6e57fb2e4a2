using Bridge.Manager;

namespace Bridge.PythonNet;

/// <summary>A value on its way to Python: pickled, which needs no GIL.</summary>
/// <param name="Pickle">The pickle.</param>
/// <param name="Clients">The clients of the managers that proxies in it belong to.</param>
/// <param name="Value">The value, kept as long as its proxies may be needed.</param>
internal sealed record PreparedValue(byte[] Pickle, IReadOnlyCollection<ManagerClient> Clients, object? Value);
