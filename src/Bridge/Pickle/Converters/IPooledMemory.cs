namespace Bridge.Pickle.Converters;

/// <summary>A <see cref="PooledMemory{T}"/> of any items.</summary>
internal interface IPooledMemory
{
    /// <summary>How many items it has.</summary>
    int Count { get; }
}
