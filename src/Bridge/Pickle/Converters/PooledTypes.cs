using System.Buffers;

namespace Bridge.Pickle.Converters;

/// <summary>Memory that its reader gives back: <see cref="IMemoryOwner{T}"/> of bytes, and of what an <c>array.array</c> has.</summary>
internal static class PooledTypes
{
    private static readonly Type[] Owners =
    [
        typeof(IMemoryOwner<byte>), typeof(IMemoryOwner<double>), typeof(IMemoryOwner<float>),
        typeof(IMemoryOwner<int>), typeof(IMemoryOwner<long>), typeof(IMemoryOwner<uint>), typeof(IMemoryOwner<ulong>),
        typeof(IMemoryOwner<short>), typeof(IMemoryOwner<ushort>), typeof(IMemoryOwner<sbyte>),
    ];

    internal static void Add(Dictionary<Type, Func<ConverterCache, PickleConverter>> factories)
    {
        factories[typeof(IMemoryOwner<byte>)] = _ => new PooledBytesConverter();
        AddNumbers<double>(factories);
        AddNumbers<float>(factories);
        AddNumbers<int>(factories);
        AddNumbers<long>(factories);
        AddNumbers<uint>(factories);
        AddNumbers<ulong>(factories);
        AddNumbers<short>(factories);
        AddNumbers<ushort>(factories);
        AddNumbers<sbyte>(factories);
    }

    internal static bool Includes(Type type) => Array.IndexOf(Owners, type) >= 0;

    /// <summary>As what an instance of a type is written: anybody can make an owner. Null when it is none of these.</summary>
    internal static Type? FindOwner(Type type) => Array.Find(Owners, type.IsAssignableTo);

    private static void AddNumbers<T>(Dictionary<Type, Func<ConverterCache, PickleConverter>> factories)
        where T : unmanaged =>
        factories[typeof(IMemoryOwner<T>)] = cache => new PooledNumbersConverter<T>(cache.Get<T>());
}
