using System.Numerics;

namespace Bridge.Pickle;

/// <summary>
/// The stack machine of pickle protocols 0 to 5 (Lib/pickle.py, _Unpickler). Builds nodes and nothing else.
/// </summary>
/// <remarks>No name from the wire is ever imported, called or looked up by reflection.</remarks>
internal ref struct PickleReader
{
    private const int HighestProtocol = 5;

    private readonly PickleOptions _options;
    private readonly NodeAssembler _assembler;
    private PickleCursor _cursor;
    private PickleStack _stack;
    private PickleMemo _memo;
    private int _protocol;

    private PickleReader(ReadOnlySpan<byte> pickle, PickleOptions options)
    {
        _options = options;
        _assembler = new NodeAssembler(pickle.Length);
        _cursor = new PickleCursor(pickle, options.Limits);
        _stack = new PickleStack();
        _memo = new PickleMemo();
    }

    /// <summary>Reads one pickle that fills the whole span.</summary>
    /// <exception cref="UnpicklingException">The bytes are no pickle, or over a limit.</exception>
    internal static PickleValue Read(ReadOnlySpan<byte> pickle, PickleOptions options)
    {
        var reader = new PickleReader(pickle, options);
        try
        {
            return reader.Run();
        }
        finally
        {
            reader._stack.Release();
        }
    }

    private PickleValue Run()
    {
        while (true)
        {
            var opcode = _cursor.ReadOpcode();
            if (opcode == Opcode.Stop)
            {
                var result = Pop();
                return _cursor.Remaining == 0
                    ? result
                    : throw new UnpicklingException(
                        $"{_cursor.Remaining} bytes follow the end of the pickle; pass one pickle only.", _cursor.Next);
            }

            Execute(opcode);
        }
    }

    private void Execute(Opcode opcode)
    {
        switch (opcode)
        {
            case Opcode.Proto: ReadProtocol(); break;
            case Opcode.Frame: ReadFrame(); break;

            case Opcode.None: _stack.Push(default); break;
            case Opcode.NewTrue: _stack.Push(PickleValue.Of(true)); break;
            case Opcode.NewFalse: _stack.Push(PickleValue.Of(false)); break;
            case Opcode.BinInt: _stack.Push(PickleValue.Of((long)_cursor.ReadInt32())); break;
            case Opcode.BinInt1: _stack.Push(PickleValue.Of((long)_cursor.ReadByte())); break;
            case Opcode.BinInt2: _stack.Push(PickleValue.Of((long)_cursor.ReadUInt16())); break;
            case Opcode.Long1: PushInteger(_cursor.ReadInteger(_cursor.ReadByte())); break;
            case Opcode.Long4: PushInteger(_cursor.ReadInteger(_cursor.ReadSignedLength())); break;
            case Opcode.Int: PushTextInt(); break;
            case Opcode.Long: PushTextLong(); break;
            case Opcode.BinFloat: _stack.Push(PickleValue.Of(_cursor.ReadDouble())); break;
            case Opcode.Float: PushTextFloat(); break;

            case Opcode.ShortBinUnicode: PushText(_cursor.ReadOperand(_cursor.ReadByte())); break;
            case Opcode.BinUnicode: PushText(_cursor.ReadOperand(_cursor.ReadUInt32())); break;
            case Opcode.BinUnicode8: PushText(_cursor.ReadOperand(_cursor.ReadUInt64())); break;
            case Opcode.Unicode: PushEscapedText(); break;
            case Opcode.ShortBinBytes: PushLeaf(_cursor.ReadOperand(_cursor.ReadByte()).ToArray()); break;
            case Opcode.BinBytes: PushLeaf(_cursor.ReadOperand(_cursor.ReadUInt32()).ToArray()); break;
            case Opcode.BinBytes8: PushLeaf(_cursor.ReadOperand(_cursor.ReadUInt64()).ToArray()); break;
            case Opcode.ByteArray8: PushByteArray(_cursor.ReadOperand(_cursor.ReadUInt64())); break;
            case Opcode.ShortBinString: PushPython2String(_cursor.ReadOperand(_cursor.ReadByte())); break;
            case Opcode.BinString: PushPython2String(_cursor.ReadOperand(_cursor.ReadSignedLength())); break;
            case Opcode.String: PushPython2String(ReadQuoted()); break;

            case Opcode.EmptyTuple: PushNode(NodeKind.Tuple, []); break;
            case Opcode.EmptyList: PushNode(NodeKind.List, []); break;
            case Opcode.EmptyDict: PushNode(NodeKind.Dict, []); break;
            case Opcode.EmptySet: PushNode(NodeKind.Set, []); break;
            case Opcode.Tuple1: PushNode(NodeKind.Tuple, PopMany(1)); break;
            case Opcode.Tuple2: PushNode(NodeKind.Tuple, PopMany(2)); break;
            case Opcode.Tuple3: PushNode(NodeKind.Tuple, PopMany(3)); break;
            case Opcode.Tuple: PushNode(NodeKind.Tuple, PopToMark()); break;
            case Opcode.List: PushNode(NodeKind.List, PopToMark()); break;
            case Opcode.FrozenSet: PushNode(NodeKind.FrozenSet, PopToMark()); break;
            case Opcode.Dict: PushNode(NodeKind.Dict, CheckPairs(PopToMark())); break;

            case Opcode.Append: ReadAppend(); break;
            case Opcode.Appends: ReadBatch(BatchKind.Append); break;
            case Opcode.AddItems: ReadBatch(BatchKind.Add); break;
            case Opcode.SetItem: ReadSetItem(); break;
            case Opcode.SetItems: ReadBatch(BatchKind.Set); break;

            case Opcode.Mark: _stack.PushMark(); break;
            case Opcode.Pop: ReadPop(); break;
            case Opcode.PopMark: CheckMark(); _stack.PopMark(); break;
            case Opcode.Dup: _stack.Push(Share(Peek())); break;
            case Opcode.Get: Get(ReadMemoIndex()); break;
            case Opcode.BinGet: Get(_cursor.ReadByte()); break;
            case Opcode.LongBinGet: Get(_cursor.ReadUInt32()); break;
            case Opcode.Put: Put(ReadMemoIndex()); break;
            case Opcode.BinPut: Put(_cursor.ReadByte()); break;
            case Opcode.LongBinPut: Put(_cursor.ReadUInt32()); break;
            case Opcode.Memoize: Put(_memo.Count); break;

            case Opcode.Global: PushLeaf(ReadGlobal()); break;
            case Opcode.StackGlobal: ReadStackGlobal(); break;
            case Opcode.Reduce: ReadReduce(); break;
            case Opcode.NewObj: ReadNew(withKeywords: false); break;
            case Opcode.NewObjEx: ReadNew(withKeywords: true); break;
            case Opcode.Inst: ReadInstance(PickleValue.OfLeaf(ReadGlobal()), PopToMark()); break;
            case Opcode.Obj: ReadObject(); break;
            case Opcode.Build: ReadBuild(); break;

            case Opcode.PersId or Opcode.BinPersId:
                throw _cursor.Fail("a persistent id, which only the program that wrote the pickle can resolve");
            case Opcode.Ext1 or Opcode.Ext2 or Opcode.Ext4:
                throw _cursor.Fail("a code of copyreg's extension registry, known only to the program that wrote it");
            case Opcode.NextBuffer or Opcode.ReadOnlyBuffer:
                throw _cursor.Fail("an out-of-band buffer, which was not sent along; pickle without buffer_callback");
            default:
                throw _cursor.Fail("an unknown opcode; the bytes are no pickle, or damaged");
        }
    }

    private void ReadProtocol()
    {
        _protocol = _cursor.ReadByte();
        if (_protocol > HighestProtocol)
        {
            throw _cursor.Fail($"pickle protocol {_protocol}, where {HighestProtocol} is the highest that is known");
        }
    }

    private void ReadFrame()
    {
        var length = _cursor.ReadUInt64();
        if (length > (ulong)_cursor.Remaining)
        {
            throw _cursor.Fail($"a frame of {length} bytes, {_cursor.Remaining} are left");
        }
    }

    private void PushInteger(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > sizeof(long))
        {
            _stack.Push(PickleValue.Of(new BigInteger(bytes)));
            return;
        }

        long value = 0;
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            value = (value << 8) | bytes[i];
        }

        var unused = 64 - (8 * bytes.Length);
        _stack.Push(PickleValue.Of(unused == 64 ? 0 : (value << unused) >> unused));
    }

    private void PushTextInt()
    {
        var text = _cursor.ReadIntegerLine();
        if (text.SequenceEqual("00"u8) || text.SequenceEqual("01"u8))
        {
            // How protocols 0 and 1 write False and True.
            _stack.Push(PickleValue.Of(text[1] == (byte)'1'));
            return;
        }

        _stack.Push(TextOperands.TryParseInteger(text, out var value) ? value : throw _cursor.Fail("no decimal int"));
    }

    private void PushTextLong()
    {
        var text = _cursor.ReadIntegerLine();
        var digits = text is [.., (byte)'L'] ? text[..^1] : text;
        _stack.Push(TextOperands.TryParseInteger(digits, out var value) ? value : throw _cursor.Fail("no decimal int"));
    }

    private void PushTextFloat() =>
        _stack.Push(TextOperands.TryParseFloat(_cursor.ReadLine(), out var value)
            ? PickleValue.Of(value)
            : throw _cursor.Fail("no float"));

    private void PushText(ReadOnlySpan<byte> utf8) => PushLeaf(Utf8Text.Decode(utf8), "text that is not UTF-8");

    private void PushEscapedText() =>
        PushLeaf(TextOperands.DecodeRawUnicodeEscape(_cursor.ReadLine()), "a bad unicode escape");

    private void PushByteArray(ReadOnlySpan<byte> bytes) => PushLeaf(new PythonByteArray(bytes.ToArray()));

    private byte[] ReadQuoted() =>
        TextOperands.Unquote(_cursor.ReadLine()) ?? throw _cursor.Fail("a badly quoted string");

    private void PushPython2String(ReadOnlySpan<byte> bytes) =>
        PushLeaf(Python2Text.Decode(bytes, _options.Python2Strings) ?? throw _cursor.Fail(
            $"a str of Python 2 that is not {_options.Python2Strings}; try another PickleOptions.Python2Strings"));

    private void PushLeaf(object? leaf, string problem = "") =>
        _stack.Push(PickleValue.OfLeaf(leaf ?? throw _cursor.Fail(problem)));

    private void PushNode(NodeKind kind, PickleValue[] items) =>
        _stack.Push(PickleValue.OfNode(new PickleNode(kind, _cursor.Offset, items)));

    private PickleValue Pop()
    {
        CheckAvailable(1);
        return _stack.Pop();
    }

    private readonly PickleValue Peek()
    {
        CheckAvailable(1);
        return _stack.Top;
    }

    private PickleValue[] PopMany(int count)
    {
        CheckAvailable(count);
        var items = new PickleValue[count];
        for (var i = count - 1; i >= 0; i--)
        {
            items[i] = _stack.Pop();
        }

        return items;
    }

    private PickleValue[] PopToMark()
    {
        CheckMark();
        var items = _stack.AboveMark.ToArray();
        _stack.PopMark();
        return items;
    }

    private readonly void CheckAvailable(int count)
    {
        if (_stack.Available < count)
        {
            throw _cursor.Fail(_stack.HasMark ? "a mark where a value should be on the stack" : "the stack is empty");
        }
    }

    private readonly void CheckMark()
    {
        if (!_stack.HasMark)
        {
            throw _cursor.Fail("there is no mark on the stack");
        }
    }

    private readonly PickleValue[] CheckPairs(PickleValue[] items) =>
        items.Length % 2 == 0 ? items : throw _cursor.Fail("a key without a value");

    private void ReadAppend()
    {
        var item = Pop();
        NodeAssembler.Extend(_cursor, Peek(), [item], BatchKind.Append);
    }

    private void ReadSetItem()
    {
        var pair = PopMany(2);
        NodeAssembler.Extend(_cursor, Peek(), pair, BatchKind.Set);
    }

    private void ReadBatch(BatchKind kind)
    {
        CheckMark();
        var items = _stack.AboveMark;
        _stack.PopMark();
        NodeAssembler.Extend(_cursor, Peek(), items, kind);
    }

    private void ReadPop()
    {
        if (_stack.Available == 0)
        {
            CheckMark();
            _stack.PopMark();
            return;
        }

        var dropped = _stack.Pop();
        if (_stack.Available > 0)
        {
            NodeAssembler.NoteStateSetter(dropped, _stack.Top);
        }
    }

    private long ReadMemoIndex() =>
        TextOperands.TryParseInteger(_cursor.ReadIntegerLine(), out var value) && value is { IsInt: true, Int: >= 0 }
            ? value.Int
            : throw _cursor.Fail("no memo index");

    private void Get(long index) =>
        _stack.Push(_memo.TryGet(index, out var value)
            ? Share(value)
            : throw _cursor.Fail($"nothing is in the memo at {index}"));

    private void Put(long index)
    {
        if (_memo.Count >= _options.Limits.MaxMemoEntries && !_memo.TryGet(index, out _))
        {
            throw _cursor.Fail($"more than {_options.Limits.MaxMemoEntries} memo entries (MaxMemoEntries)");
        }

        _memo.Put(index, Peek());
    }

    private static PickleValue Share(PickleValue value)
    {
        if (value.Node is { IsShared: false } node)
        {
            node.IsShared = true;
        }

        return value;
    }

    private PythonGlobal ReadGlobal()
    {
        var module = Utf8Text.Decode(_cursor.ReadLine()) ?? throw _cursor.Fail("a module that is not UTF-8");
        var name = Utf8Text.Decode(_cursor.ReadLine()) ?? throw _cursor.Fail("a name that is not UTF-8");
        return MakeGlobal(module, name);
    }

    private void ReadStackGlobal()
    {
        var names = PopMany(2);
        PushLeaf(names[0].Reference is string module && names[1].Reference is string name
            ? MakeGlobal(module, name)
            : throw _cursor.Fail("module and name must be strings"));
    }

    private readonly PythonGlobal MakeGlobal(string module, string name) =>
        _protocol < 3 ? Python2Names.Map(module, name) : new PythonGlobal(module, name);

    private void ReadReduce()
    {
        var arguments = Pop();
        var callable = Pop();
        _stack.Push(_assembler.Reduce(_cursor, callable, arguments));
    }

    private void ReadNew(bool withKeywords)
    {
        var keywords = withKeywords ? Pop() : default;
        var arguments = Pop();
        var callable = Pop();
        _stack.Push(NodeAssembler.New(_cursor, callable, arguments, withKeywords ? keywords : null));
    }

    private void ReadObject()
    {
        var values = PopToMark();
        ReadInstance(values.Length > 0 ? values[0] : throw _cursor.Fail("the class is missing"), values[1..]);
    }

    private void ReadInstance(PickleValue callable, PickleValue[] arguments) =>
        _stack.Push(NodeAssembler.Instantiate(_cursor, callable, arguments));

    private void ReadBuild()
    {
        var state = Pop();
        NodeAssembler.Build(_cursor, Peek(), state);
    }
}
