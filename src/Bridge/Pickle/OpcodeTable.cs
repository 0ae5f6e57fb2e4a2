namespace Bridge.Pickle;

/// <summary>Name and operand of each opcode, for messages and for <see cref="PickleDisassembler"/>.</summary>
internal static class OpcodeTable
{
    private static readonly OpcodeInfo?[] Infos = Build();

    /// <summary>The opcode of a byte; null when it is none.</summary>
    internal static OpcodeInfo? Find(byte code) => Infos[code];

    internal static string NameOf(Opcode opcode) => Infos[(byte)opcode]?.Name ?? $"0x{(byte)opcode:x2}";

    private static OpcodeInfo?[] Build()
    {
        var infos = new OpcodeInfo?[256];
        void Add(Opcode opcode, string name, OperandKind operand, bool takesMark = false) =>
            infos[(byte)opcode] = new OpcodeInfo(name, operand, takesMark);

        Add(Opcode.Int, "INT", OperandKind.Line);
        Add(Opcode.Long, "LONG", OperandKind.Line);
        Add(Opcode.String, "STRING", OperandKind.Line);
        Add(Opcode.None, "NONE", OperandKind.None);
        Add(Opcode.Unicode, "UNICODE", OperandKind.Line);
        Add(Opcode.Float, "FLOAT", OperandKind.Line);
        Add(Opcode.Append, "APPEND", OperandKind.None);
        Add(Opcode.List, "LIST", OperandKind.None, takesMark: true);
        Add(Opcode.Tuple, "TUPLE", OperandKind.None, takesMark: true);
        Add(Opcode.Dict, "DICT", OperandKind.None, takesMark: true);
        Add(Opcode.SetItem, "SETITEM", OperandKind.None);
        Add(Opcode.Pop, "POP", OperandKind.None);
        Add(Opcode.Dup, "DUP", OperandKind.None);
        Add(Opcode.Mark, "MARK", OperandKind.None);
        Add(Opcode.Get, "GET", OperandKind.Line);
        Add(Opcode.Put, "PUT", OperandKind.Line);
        Add(Opcode.Global, "GLOBAL", OperandKind.LinePair);
        Add(Opcode.Reduce, "REDUCE", OperandKind.None);
        Add(Opcode.Build, "BUILD", OperandKind.None);
        Add(Opcode.Inst, "INST", OperandKind.LinePair, takesMark: true);
        Add(Opcode.Stop, "STOP", OperandKind.None);
        Add(Opcode.PersId, "PERSID", OperandKind.Line);
        Add(Opcode.BinInt, "BININT", OperandKind.Int4);
        Add(Opcode.BinInt1, "BININT1", OperandKind.UInt1);
        Add(Opcode.BinInt2, "BININT2", OperandKind.UInt2);
        Add(Opcode.BinString, "BINSTRING", OperandKind.Bytes4);
        Add(Opcode.ShortBinString, "SHORT_BINSTRING", OperandKind.Bytes1);
        Add(Opcode.BinUnicode, "BINUNICODE", OperandKind.Bytes4);
        Add(Opcode.BinFloat, "BINFLOAT", OperandKind.Float8);
        Add(Opcode.EmptyList, "EMPTY_LIST", OperandKind.None);
        Add(Opcode.Appends, "APPENDS", OperandKind.None, takesMark: true);
        Add(Opcode.EmptyTuple, "EMPTY_TUPLE", OperandKind.None);
        Add(Opcode.EmptyDict, "EMPTY_DICT", OperandKind.None);
        Add(Opcode.SetItems, "SETITEMS", OperandKind.None, takesMark: true);
        Add(Opcode.PopMark, "POP_MARK", OperandKind.None, takesMark: true);
        Add(Opcode.BinGet, "BINGET", OperandKind.UInt1);
        Add(Opcode.LongBinGet, "LONG_BINGET", OperandKind.UInt4);
        Add(Opcode.BinPut, "BINPUT", OperandKind.UInt1);
        Add(Opcode.LongBinPut, "LONG_BINPUT", OperandKind.UInt4);
        Add(Opcode.Obj, "OBJ", OperandKind.None, takesMark: true);
        Add(Opcode.BinPersId, "BINPERSID", OperandKind.None);
        Add(Opcode.Long1, "LONG1", OperandKind.Long1);
        Add(Opcode.Long4, "LONG4", OperandKind.Long4);
        Add(Opcode.NewTrue, "NEWTRUE", OperandKind.None);
        Add(Opcode.NewFalse, "NEWFALSE", OperandKind.None);
        Add(Opcode.Tuple1, "TUPLE1", OperandKind.None);
        Add(Opcode.Tuple2, "TUPLE2", OperandKind.None);
        Add(Opcode.Tuple3, "TUPLE3", OperandKind.None);
        Add(Opcode.Ext1, "EXT1", OperandKind.UInt1);
        Add(Opcode.Ext2, "EXT2", OperandKind.UInt2);
        Add(Opcode.Ext4, "EXT4", OperandKind.Int4);
        Add(Opcode.NewObj, "NEWOBJ", OperandKind.None);
        Add(Opcode.Proto, "PROTO", OperandKind.UInt1);
        Add(Opcode.BinBytes, "BINBYTES", OperandKind.Bytes4);
        Add(Opcode.ShortBinBytes, "SHORT_BINBYTES", OperandKind.Bytes1);
        Add(Opcode.BinBytes8, "BINBYTES8", OperandKind.Bytes8);
        Add(Opcode.ShortBinUnicode, "SHORT_BINUNICODE", OperandKind.Bytes1);
        Add(Opcode.BinUnicode8, "BINUNICODE8", OperandKind.Bytes8);
        Add(Opcode.EmptySet, "EMPTY_SET", OperandKind.None);
        Add(Opcode.AddItems, "ADDITEMS", OperandKind.None, takesMark: true);
        Add(Opcode.FrozenSet, "FROZENSET", OperandKind.None, takesMark: true);
        Add(Opcode.Memoize, "MEMOIZE", OperandKind.None);
        Add(Opcode.StackGlobal, "STACK_GLOBAL", OperandKind.None);
        Add(Opcode.NewObjEx, "NEWOBJ_EX", OperandKind.None);
        Add(Opcode.Frame, "FRAME", OperandKind.UInt8);
        Add(Opcode.ByteArray8, "BYTEARRAY8", OperandKind.Bytes8);
        Add(Opcode.NextBuffer, "NEXT_BUFFER", OperandKind.None);
        Add(Opcode.ReadOnlyBuffer, "READONLY_BUFFER", OperandKind.None);
        return infos;
    }
}
