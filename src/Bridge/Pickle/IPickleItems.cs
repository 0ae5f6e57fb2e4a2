namespace Bridge.Pickle;

/// <summary>Many items that stand for a Python container in one pickle, without a .NET container of them.</summary>
internal interface IPickleItems
{
    /// <summary>Writes the container; the items are gone through once.</summary>
    /// <exception cref="PicklingException">An item has no Python equivalent.</exception>
    void Write(PickleWriter writer);
}
