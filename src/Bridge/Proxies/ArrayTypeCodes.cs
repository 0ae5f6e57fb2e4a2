using System.Runtime.CompilerServices;
using Bridge.Pickle;
using Bridge.Pickle.Converters;

namespace Bridge.Proxies;

/// <summary>Which .NET number the items of an <c>array.array</c> are.</summary>
internal static class ArrayTypeCodes
{
    private static readonly (char Code, Type Type)[] Known =
    [
        ('b', typeof(sbyte)), ('B', typeof(byte)), ('h', typeof(short)), ('H', typeof(ushort)),
        ('i', typeof(int)), ('I', typeof(uint)), ('q', typeof(long)), ('Q', typeof(ulong)),
        ('l', typeof(long)), ('L', typeof(ulong)), ('f', typeof(float)), ('d', typeof(double)),
    ];

    /// <summary>The type code whose items have the size of a .NET number everywhere.</summary>
    /// <exception cref="NotSupportedException">There is none.</exception>
    public static char Of<T>()
    {
        var found = Array.Find(Known, known => known.Type == typeof(T));
        return found.Type is not null
            ? found.Code
            : throw new NotSupportedException(
                $"A shared array has no number like {TypeName.Of(typeof(T))}; use sbyte, byte, short, ushort, int, "
                + "uint, long, ulong, float or double.");
    }

    /// <summary>Refuses a type code that is unknown, or whose items are of another type.</summary>
    /// <exception cref="ArgumentException">The type code is not one of <typeparamref name="T"/>.</exception>
    public static void ThrowIfNotOf<T>(char typeCode)
    {
        var own = Of<T>();
        var found = Array.Find(Known, known => known.Code == typeCode);
        if (found.Type is null)
        {
            throw new ArgumentException(
                $"'{typeCode}' is no type code of numbers; Python's are {string.Join(' ', Known.Select(k => k.Code))}.",
                nameof(typeCode));
        }

        if (found.Type != typeof(T))
        {
            throw new ArgumentException(
                $"The items of an array '{typeCode}' are {TypeName.Of(found.Type)}, not {TypeName.Of(typeof(T))}, "
                + $"whose type code is '{own}'.",
                nameof(typeCode));
        }
    }

    /// <summary>Items with a type code of their size, as Python's array takes them.</summary>
    public static PythonArray Pack<T>(char typeCode, ReadOnlyMemory<T> items)
        where T : unmanaged =>
        new(typeCode, CastMemory<T, byte>.Of(items), PackedFormat.Of<T>()!.Value);

    /// <summary>What the slice <c>[0:1]</c> of an array says of it.</summary>
    /// <exception cref="NotSupportedException">The items have another size here than on the server.</exception>
    public static char CodeOf<T>(object? slice, string typeId) => slice switch
    {
        PythonArray { Count: 0 } empty => empty.TypeCode,
        PythonArray { Count: 1 } one when Unsafe.SizeOf<T>() == one.ItemSize || one.TypeCode is not ('l' or 'L') =>
            one.TypeCode,
        PythonArray or PythonObject { ClassName: "array.array" } => throw new NotSupportedException(
            "The items of this array have another size on the server than here: a C long is 4 bytes on Windows and 8 "
            + "elsewhere. Create it with the type code 'q' or 'i'."),
        _ => throw new NotSupportedException($"'{typeId}' is no array.array."),
    };
}
