using System.Text;

namespace Bridge.InteropTests.Pickle;

/// <summary>One frame from tests/data/differential/frames.py.</summary>
internal readonly record struct PeerFrame(char Kind, byte[] Body)
{
    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);
}
