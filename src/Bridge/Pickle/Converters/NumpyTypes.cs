using System.Numerics;

namespace Bridge.Pickle.Converters;

/// <summary>The converters of numpy's types, and of .NET arrays of two dimensions.</summary>
internal static class NumpyTypes
{
    internal static void Add(Dictionary<Type, Func<ConverterCache, PickleConverter>> factories)
    {
        factories[typeof(NumpyDtype)] = _ => new NumpyDtypeConverter();
        factories[typeof(NumpyArray)] = _ => new NumpyArrayConverter();
        factories[typeof(NumpyScalar)] = _ => new NumpyScalarConverter();
        AddRectangle<bool>(factories);
        AddRectangle<sbyte>(factories);
        AddRectangle<byte>(factories);
        AddRectangle<short>(factories);
        AddRectangle<ushort>(factories);
        AddRectangle<int>(factories);
        AddRectangle<uint>(factories);
        AddRectangle<long>(factories);
        AddRectangle<ulong>(factories);
        AddRectangle<Half>(factories);
        AddRectangle<float>(factories);
        AddRectangle<double>(factories);
        AddRectangle<Complex>(factories);
        AddRectangle<string>(factories);
    }

    private static void AddRectangle<T>(Dictionary<Type, Func<ConverterCache, PickleConverter>> factories) =>
        factories[typeof(T[,])] = cache => new RectangularConverter<T>(cache.Get<T>());
}
