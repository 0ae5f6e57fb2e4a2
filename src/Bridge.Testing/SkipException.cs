using Xunit.v3;

namespace Bridge.Testing;

/// <summary>Tells xunit.v3 that a test is skipped, as its <c>Assert.Skip</c> does.</summary>
internal sealed class SkipException(string reason) : Exception(DynamicSkipToken.Value + reason);
