using Bridge.Pickle;

namespace HostedApp;

/// <summary>What goes to a worker: <c>{"article": …, "pieces": …}</c> in Python.</summary>
internal sealed record Article([property: PythonName("article")] string Name, int Pieces);

/// <summary>What comes back from a worker.</summary>
internal sealed record Worth(string Article, [property: PythonName("worth")] double Amount, string Traceparent);
