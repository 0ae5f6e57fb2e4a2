using Bridge.Workers;

namespace Bridge.Cli.Run;

/// <summary>Sends rows of a CSV through workers.</summary>
/// <returns>One result for each row.</returns>
internal delegate IAsyncEnumerable<RowResult<Dictionary<string, string>, object?>> RowMap(
    IAsyncEnumerable<Dictionary<string, string>> rows, CancellationToken cancellationToken);
