namespace Bridge.InteropTests;

/// <summary>The manager of all tests that need no other.</summary>
/// <remarks>Some tests kill programs that hold references; their objects stay, as they do with any manager.</remarks>
public sealed class SharedManager : ManagerFixture
{
    protected override TestManagerOptions Options => base.Options with { LeaksAllowed = true };
}
