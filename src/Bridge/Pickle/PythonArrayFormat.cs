using System.Collections.Frozen;

namespace Bridge.Pickle;

/// <summary>
/// The type codes and machine formats of <c>array.array</c> (Modules/arraymodule.c, mformat_descriptors).
/// </summary>
internal static class PythonArrayFormat
{
    private const string Codes = "bBhHiIlLqQfduw";

    // In the order of the machine formats 2 to 17: each little-endian, then big-endian.
    private static readonly (char Kind, int Size)[] WithOrder =
        [('u', 2), ('i', 2), ('u', 4), ('i', 4), ('u', 8), ('i', 8), ('f', 4), ('f', 8)];

    // One instance of each, so that a pickle refers to it where it repeats it.
    private static readonly FrozenDictionary<char, string> Texts =
        Codes.ToFrozenDictionary(code => code, code => string.Intern(code.ToString()));

    // CPython has these words three times, as strings of their own; so are they written.
    internal static PythonGlobal Class { get; } = new(new string("array".AsSpan()), new string("array".AsSpan()));

    internal static PythonGlobal Reconstructor { get; } = new("array", "_array_reconstructor");

    internal static string TextOf(char typeCode) => Texts[typeCode];

    /// <summary>The format that a type code has on this machine; null for an unknown one.</summary>
    internal static PackedFormat? Of(char typeCode) => typeCode switch
    {
        'b' => Native('i', 1),
        'B' => Native('u', 1),
        'h' => Native('i', 2),
        'H' => Native('u', 2),
        'i' => Native('i', 4),
        'I' => Native('u', 4),
        'l' => Native('i', OperatingSystem.IsWindows() ? 4 : nint.Size),
        'L' => Native('u', OperatingSystem.IsWindows() ? 4 : nint.Size),
        'q' => Native('i', 8),
        'Q' => Native('u', 8),
        'f' => Native('f', 4),
        'd' => Native('f', 8),
        'u' or 'w' => Native('U', 4),
        _ => null,
    };

    /// <summary>The type code whose size is the same everywhere; null for none.</summary>
    internal static char? CodeOf(PackedFormat format) => (format.Kind, format.Size) switch
    {
        ('i', 1) => 'b',
        ('u', 1) => 'B',
        ('i', 2) => 'h',
        ('u', 2) => 'H',
        ('i', 4) => 'i',
        ('u', 4) => 'I',
        ('i', 8) => 'q',
        ('u', 8) => 'Q',
        ('f', 4) => 'f',
        ('f', 8) => 'd',
        _ => null,
    };

    /// <summary>What a machine format says, when a type code can have it; null for all else.</summary>
    internal static PackedFormat? FromMachine(char typeCode, long machine)
    {
        PackedFormat? found = machine switch
        {
            0 => new('u', 1, BitConverter.IsLittleEndian),
            1 => new('i', 1, BitConverter.IsLittleEndian),
            >= 2 and <= 17 => new(
                WithOrder[(machine - 2) / 2].Kind, WithOrder[(machine - 2) / 2].Size, machine % 2 == 0),
            20 or 21 => new('U', 4, machine == 20),
            _ => null,
        };
        return found is { } format && Of(typeCode) is { } own && own.Kind == format.Kind
            && (own.Size == format.Size || (typeCode is 'l' or 'L' && format.Size is 4 or 8))
                ? format
                : null;
    }

    internal static int MachineCodeOf(PackedFormat format)
    {
        var order = format.IsLittleEndian ? 0 : 1;
        return (format.Kind, format.Size) switch
        {
            ('u', 1) => 0,
            ('i', 1) => 1,
            ('U', _) => 20 + order,
            _ => 2 + (2 * Array.IndexOf(WithOrder, (format.Kind, format.Size))) + order,
        };
    }

    private static PackedFormat Native(char kind, int size) => new(kind, size, BitConverter.IsLittleEndian);
}
