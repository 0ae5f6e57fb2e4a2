namespace Bridge.WorkerHost.InProcess;

/// <summary>What a call gave.</summary>
/// <param name="Pickle">The outcome of each row, as <c>_batch.py</c> tells it.</param>
/// <param name="IsPlain">Whether it is the list of the values.</param>
/// <param name="Written">The values themselves.</param>
internal readonly record struct Answer(byte[] Pickle, bool IsPlain, object? Written)
{
    /// <summary>Whether there may be a proxy in it, whose reference must live until Python has one of its own.</summary>
    public bool MayHaveProxies => Pickle.AsSpan().IndexOf("RebuildProxy"u8) >= 0;
}
