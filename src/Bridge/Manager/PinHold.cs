namespace Bridge.Manager;

/// <summary>One level of a lock that is held over a <see cref="Manager.Pin"/>.</summary>
internal sealed class PinHold(Pin pin, object owner)
{
    public Pin Pin => pin;

    /// <summary>The proxy it was acquired through, which lives at least as long.</summary>
    public object Owner => owner;

    /// <summary>Whether it was not released yet.</summary>
    public bool IsHeld => pin.IsHeld(this);

    /// <summary>Releases this level, once; ends a wait of its flow before.</summary>
    public Task ReleaseAsync() => pin.ReleaseAsync(this);
}
