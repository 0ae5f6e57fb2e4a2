namespace Bridge.TestUtilities;

/// <summary>Damages pickles in the ways that find faults: bits, lengths, opcodes, pieces of other pickles.</summary>
public sealed class PickleMutator(Random random)
{
    private const int MostBytes = 8192;

    // Opcodes, and the names of what the reader knows, so that mutants reach further than into noise.
    private static readonly byte[][] Tokens =
    [
        .. "().0125DFGIJKLMNQRSTUVX]abcdeghijlopqrstu}\u0080\u0081\u0085\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008d\u008e\u008f\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098"
            .Select(character => new[] { (byte)character }),
        [0x5d, 0x94, 0x28], [0x7d, 0x94, 0x28], [0x68, 0], [0x68, 1], [0x68, 2], [0x71, 0],
        [0x85, 0x94, 0x52, 0x94], [0x29, 0x81, 0x94], [0x4e, 0x85], [0x75, 0x62], [0x8f, 0x94, 0x28],
        "cbuiltins\nset\n"u8.ToArray(), "cbuiltins\nbytearray\n"u8.ToArray(), "c_codecs\nencode\n"u8.ToArray(),
        "cbuiltins\ngetattr\n"u8.ToArray(), "cdatetime\ndatetime\n"u8.ToArray(), "cdecimal\nDecimal\n"u8.ToArray(),
        "ccollections\ndeque\n"u8.ToArray(), "ccollections\nOrderedDict\n"u8.ToArray(), "carray\narray\n"u8.ToArray(),
        "cuuid\nUUID\n"u8.ToArray(), "cbuiltins\nValueError\n"u8.ToArray(), "cnumpy\ndtype\n"u8.ToArray(),
        "cnumpy.core.multiarray\n_reconstruct\n"u8.ToArray(), "cnumpy.core.multiarray\nscalar\n"u8.ToArray(),
        "cbuiltins\nrange\n"u8.ToArray(), "cpathlib\nPosixPath\n"u8.ToArray(), "cfractions\nFraction\n"u8.ToArray(),
        "cnumpy\nndarray\n"u8.ToArray(), "cnumpy._core.numeric\n_frombuffer\n"u8.ToArray(),
        "cdatetime\ntimezone\n"u8.ToArray(), "cdatetime\ntimedelta\n"u8.ToArray(), "cdatetime\ntime\n"u8.ToArray(),
        "cdatetime\ndate\n"u8.ToArray(), "ccollections\nCounter\n"u8.ToArray(), "cbuiltins\nslice\n"u8.ToArray(),
        "ccollections\ndefaultdict\n"u8.ToArray(), "czoneinfo\nZoneInfo._unpickle\n"u8.ToArray(),
        "carray\n_array_reconstructor\n"u8.ToArray(), "cmultiprocessing.pool\nrebuild_exc\n"u8.ToArray(),
        "cbuiltins\ncomplex\n"u8.ToArray(), "cpathlib\nPureWindowsPath\n"u8.ToArray(), [0x8c, 0], [0x43, 0],
        [0x8c, 2, 0x66, 0x38], [0x8c, 3, 0x63, 0x31, 0x36], [0x8c, 1, 0x3c], [0x8c, 1, 0x7c], [0x4b, 0, 0x86],
        [0xff, 0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0x7f], [0, 0, 0, 0x80], [0, 0, 0, 0, 0, 0, 0, 0x80],
    ];

    /// <summary>A mutant; the pickles themselves stay as they are.</summary>
    public byte[] Mutate(byte[] pickle, byte[] other)
    {
        var bytes = pickle.ToList();
        var count = 1 + random.Next(1 << random.Next(5));
        for (var i = 0; i < count && bytes.Count > 0; i++)
        {
            MutateOnce(bytes, other);
        }

        return bytes.Count <= MostBytes ? [.. bytes] : [.. bytes[..MostBytes]];
    }

    private void MutateOnce(List<byte> bytes, byte[] other)
    {
        var at = random.Next(bytes.Count);
        switch (random.Next(9))
        {
            case 0: bytes[at] = (byte)random.Next(256); break;
            case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 2: bytes[at] += (byte)random.Next(-2, 3); break;
            case 3: bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at)); break;
            case 4: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 30), bytes.Count - at))); break;
            case 5: bytes.InsertRange(at, Piece(other, random.Next(1, 60))); break;
            case 6: bytes.InsertRange(at, Tokens[random.Next(Tokens.Length)]); break;
            case 7: Overwrite(bytes, at, Tokens[random.Next(Tokens.Length)]); break;
            default: bytes.RemoveRange(at, bytes.Count - at); bytes.AddRange(Piece(other, other.Length)); break;
        }
    }

    private ReadOnlySpan<byte> Piece(byte[] other, int longest)
    {
        var start = random.Next(other.Length);
        return other.AsSpan(start, Math.Min(longest, other.Length - start));
    }

    private static void Overwrite(List<byte> bytes, int at, byte[] token)
    {
        for (var i = 0; i < token.Length && at + i < bytes.Count; i++)
        {
            bytes[at + i] = token[i];
        }
    }
}
