namespace Bridge.Cli.Top;

/// <summary>How <c>top</c> looks.</summary>
/// <param name="Interval">The pause between two samples.</param>
/// <param name="Sort">The order of the objects, until a key changes it.</param>
internal sealed record TopOptions(TimeSpan Interval, TopSort Sort);
