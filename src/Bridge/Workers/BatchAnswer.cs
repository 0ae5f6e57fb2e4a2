namespace Bridge.Workers;

/// <summary>What a worker has sent for one batch.</summary>
/// <param name="Id">The batch.</param>
/// <param name="Pickle">A pickled list with one entry per row.</param>
/// <param name="IsPlain">Whether the entries are the values themselves: no row had an error or a generator.</param>
internal sealed record BatchAnswer(long Id, byte[] Pickle, bool IsPlain);
