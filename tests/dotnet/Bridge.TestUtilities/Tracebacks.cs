namespace Bridge.TestUtilities;

/// <summary>Pickles that CPython sends to clients it does not know.</summary>
internal static class Tracebacks
{
    /// <summary><c>pickle.dumps(('#TRACEBACK', 'digest sent was rejected'), 4)</c>.</summary>
    internal static byte[] DigestRejected { get; } = Convert.FromHexString(
        "8004952b000000000000008c0a2354524143454241434b948c186469676573742073"
        + "656e74207761732072656a65637465649486942e");
}
