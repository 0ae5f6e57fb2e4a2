namespace Bridge.Pickle;

/// <summary>
/// The stack machine of pickle protocols 0 to 5 (Lib/pickle.py, _Unpickler). Builds natural .NET values.
/// </summary>
/// <remarks>No name from the wire is ever imported, called or looked up by reflection.</remarks>
internal ref struct PickleReader
{
    private const int HighestProtocol = 5;

    private readonly PickleOptions _options;
    private readonly ReadOnlySpan<ReadOnlyMemory<byte>> _buffers;
    private readonly ObjectAssembler _assembler;
    private PickleCursor _cursor;
    private PickleStack _stack;
    private PickleMemo _memo;
    private AllocationMeter _meter;
    private int _protocol;
    private int _nextBuffer;
    private bool _hasShared;

    private PickleReader(ReadOnlySpan<byte> pickle, ReadOnlySpan<ReadOnlyMemory<byte>> buffers, PickleOptions options)
    {
        _options = options;
        _buffers = buffers;
        _assembler = new ObjectAssembler(options.Reducers, pickle.Length);
        _cursor = new PickleCursor(pickle, options.Limits);
        _stack = new PickleStack();
        _memo = new PickleMemo();
        _meter = new AllocationMeter(options.Limits);
    }

    /// <summary>Reads one pickle that fills the whole span, into natural .NET values.</summary>
    /// <exception cref="UnpicklingException">The bytes are no pickle, or over a limit.</exception>
    internal static object? Read(ReadOnlySpan<byte> pickle, PickleOptions options) =>
        Read(pickle, [], options, out _);

    /// <summary>Reads one pickle and the out-of-band buffers that were sent along.</summary>
    /// <param name="pickle">The pickle.</param>
    /// <param name="buffers">What NEXT_BUFFER takes, in order.</param>
    /// <param name="options">Limits, and the classes that are known.</param>
    /// <param name="hasShared">Whether a container occurs twice in the value, or contains itself.</param>
    /// <exception cref="UnpicklingException">The bytes are no pickle, or over a limit.</exception>
    internal static object? Read(
        ReadOnlySpan<byte> pickle,
        ReadOnlySpan<ReadOnlyMemory<byte>> buffers,
        PickleOptions options,
        out bool hasShared)
    {
        var reader = new PickleReader(pickle, buffers, options);
        try
        {
            var result = reader.Run();
            reader._assembler.Complete();
            hasShared = reader._hasShared;
            return result;
        }
        finally
        {
            reader._stack.Release();
            reader._memo.Release();
        }
    }

    private object? Run()
    {
        while (true)
        {
            _meter.Step(_cursor, ScalarRun.Push(ref _cursor, ref _stack, ref _memo, _options.Limits) + 1);
            var opcode = _cursor.ReadOpcode();
            if (opcode == Opcode.Stop)
            {
                var result = _stack.Pop(_cursor);
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

            case Opcode.None: _stack.Push(null); break;
            case Opcode.NewTrue: _stack.Push(BoxedValues.Of(true)); break;
            case Opcode.NewFalse: _stack.Push(BoxedValues.Of(false)); break;
            case Opcode.BinInt: _stack.Push(BoxedValues.Of(_cursor.ReadInt32())); break;
            case Opcode.BinInt1: _stack.Push(BoxedValues.Of(_cursor.ReadByte())); break;
            case Opcode.BinInt2: _stack.Push(BoxedValues.Of(_cursor.ReadUInt16())); break;
            case Opcode.Long1: _stack.Push(ScalarOperands.Integer(_cursor.ReadInteger(_cursor.ReadByte()))); break;
            case Opcode.Long4: _stack.Push(ScalarOperands.Integer(_cursor.ReadInteger(_cursor.ReadSignedLength()))); break;
            case Opcode.Int: _stack.Push(ScalarOperands.TextInt(ref _cursor)); break;
            case Opcode.Long: _stack.Push(ScalarOperands.TextLong(ref _cursor)); break;
            case Opcode.BinFloat: _stack.Push(_cursor.ReadDouble()); break;
            case Opcode.Float: _stack.Push(ScalarOperands.TextFloat(ref _cursor)); break;

            case Opcode.ShortBinUnicode: PushText(_cursor.ReadOperand(_cursor.ReadByte())); break;
            case Opcode.BinUnicode: PushText(_cursor.ReadOperand(_cursor.ReadUInt32())); break;
            case Opcode.BinUnicode8: PushText(_cursor.ReadOperand(_cursor.ReadUInt64())); break;
            case Opcode.Unicode: _stack.Push(ScalarOperands.EscapedText(ref _cursor)); break;
            case Opcode.ShortBinBytes: PushBytes(_cursor.ReadOperand(_cursor.ReadByte())); break;
            case Opcode.BinBytes: PushBytes(_cursor.ReadOperand(_cursor.ReadUInt32())); break;
            case Opcode.BinBytes8: PushBytes(_cursor.ReadOperand(_cursor.ReadUInt64())); break;
            case Opcode.ByteArray8: PushByteArray(_cursor.ReadOperand(_cursor.ReadUInt64())); break;
            case Opcode.ShortBinString: PushPython2String(_cursor.ReadOperand(_cursor.ReadByte())); break;
            case Opcode.BinString: PushPython2String(_cursor.ReadOperand(_cursor.ReadSignedLength())); break;
            case Opcode.String: PushPython2String(ScalarOperands.Quoted(ref _cursor)); break;

            case Opcode.EmptyTuple: _stack.Push(PythonTuple.Empty, CheckDepth(1)); break;
            case Opcode.EmptyList: _stack.Push(new List<object?>(), CheckDepth(1)); break;
            case Opcode.EmptyDict: _stack.Push(new PythonDict(), CheckDepth(1)); break;
            case Opcode.EmptySet: _stack.Push(NewSet(), CheckDepth(1)); break;
            case Opcode.Tuple1: PushTuple(1); break;
            case Opcode.Tuple2: PushTuple(2); break;
            case Opcode.Tuple3: PushTuple(3); break;
            case Opcode.Tuple: PushTuple(_stack.PopMark(_cursor, out _)); break;
            case Opcode.List: PushList(_stack.PopMark(_cursor, out _)); break;
            case Opcode.FrozenSet: PushFrozenSet(_stack.PopMark(_cursor, out _)); break;
            case Opcode.Dict: PushDict(_stack.PopMark(_cursor, out _)); break;

            case Opcode.Append: ReadItems(1, BatchKind.Append); break;
            case Opcode.Appends: ReadBatch(BatchKind.Append); break;
            case Opcode.AddItems: ReadBatch(BatchKind.Add); break;
            case Opcode.SetItem: ReadItems(2, BatchKind.Set); break;
            case Opcode.SetItems: ReadBatch(BatchKind.Set); break;

            case Opcode.Mark: _stack.PushMark(_cursor.Offset); break;
            case Opcode.Pop: ReadPop(); break;
            case Opcode.PopMark: _stack.Drop(_stack.PopMark(_cursor, out _)); break;
            case Opcode.Dup: _stack.Push(Share(_stack.Peek(_cursor)), _stack.TopDepth); break;
            case Opcode.Get: Get(ScalarOperands.MemoIndex(ref _cursor)); break;
            case Opcode.BinGet: Get(_cursor.ReadByte()); break;
            case Opcode.LongBinGet: Get(_cursor.ReadUInt32()); break;
            case Opcode.Put: Put(ScalarOperands.MemoIndex(ref _cursor)); break;
            case Opcode.BinPut: Put(_cursor.ReadByte()); break;
            case Opcode.LongBinPut: Put(_cursor.ReadUInt32()); break;
            case Opcode.Memoize: Put(_memo.Count); break;

            case Opcode.Global: _stack.Push(ReadGlobal()); break;
            case Opcode.StackGlobal: ReadStackGlobal(); break;
            case Opcode.Reduce: ReadReduce(); break;
            case Opcode.NewObj: ReadNew(); break;
            case Opcode.NewObjEx: ReadNewWithKeywords(); break;
            case Opcode.Inst: ReadInstance(ReadGlobal(), _stack.PopMark(_cursor, out _)); break;
            case Opcode.Obj: ReadObject(); break;
            case Opcode.Build: ReadBuild(); break;

            case Opcode.PersId or Opcode.BinPersId:
                throw _cursor.Fail("a persistent id, which only the program that wrote the pickle can resolve");
            case Opcode.Ext1 or Opcode.Ext2 or Opcode.Ext4:
                throw _cursor.Fail("a code of copyreg's extension registry, known only to the program that wrote it");
            case Opcode.NextBuffer: PushBuffer(); break;
            case Opcode.ReadOnlyBuffer: MakeBufferReadOnly(); break;
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

    private void PushText(ReadOnlySpan<byte> utf8)
    {
        Expect(utf8.Length * 2L);
        _stack.Push(ScalarOperands.Text(_cursor, utf8));
    }

    /// <summary>Comes before a copy, which is checked beforehand if it is large.</summary>
    private readonly void Expect(long bytes)
    {
        if (bytes > 64 * 1024)
        {
            _meter.Look(_cursor, bytes);
        }
    }

    private void PushBytes(ReadOnlySpan<byte> bytes)
    {
        Expect(bytes.Length);
        _stack.Push(PickleCursor.Copy(bytes));
    }

    private void PushByteArray(ReadOnlySpan<byte> bytes)
    {
        Expect(bytes.Length);
        _stack.Push(new PythonByteArray(PickleCursor.Copy(bytes)));
    }

    private void PushPython2String(ReadOnlySpan<byte> bytes) =>
        _stack.Push(ScalarOperands.Python2String(_cursor, bytes, _options.Python2Strings));

    private void PushBuffer()
    {
        if (_nextBuffer >= _buffers.Length)
        {
            throw _cursor.Fail(_buffers.IsEmpty
                ? "an out-of-band buffer, which was not sent along; pass the buffers, or pickle without buffer_callback"
                : $"out-of-band buffer {_nextBuffer + 1}, of which {_buffers.Length} were passed");
        }

        _stack.Push(new PythonBuffer(_buffers[_nextBuffer++], IsReadOnly: false));
    }

    private void MakeBufferReadOnly()
    {
        if (_stack.Peek(_cursor) is not PythonBuffer buffer)
        {
            throw _cursor.Fail($"a read-only {PythonTypeName.Of(_stack.Peek(_cursor))}, where a buffer should be");
        }

        _stack.Top = buffer with { IsReadOnly = true };
    }

    private static HashSet<object?> NewSet() => new(PythonEqualityComparer.Instance);

    /// <summary>Replaces the topmost values by one container of them.</summary>
    private void Replace(int count, object container)
    {
        var depth = CheckDepth(_stack.DepthOf(count) + 1);
        _stack.Drop(count);
        _stack.Push(container, depth);
    }

    private void PushTuple(int count) => Replace(count, PythonTuple.Wrap(_stack.Topmost(_cursor, count).ToArray()));

    private void PushList(int count) => Replace(count, new List<object?>([.. _stack.Topmost(_cursor, count)]));

    private void PushFrozenSet(int count) =>
        Replace(count, _assembler.Fill(new PythonFrozenSet(), _stack.Topmost(_cursor, count), _cursor.Offset));

    private void PushDict(int count)
    {
        var dict = new PythonDict();
        _assembler.Extend(_cursor, dict, _stack.Topmost(_cursor, count), BatchKind.Set);
        Replace(count, dict);
    }

    private readonly int CheckDepth(int depth) =>
        depth <= _options.Limits.MaxDepth ? depth : throw PickleErrors.TooDeep(_options.Limits.MaxDepth, _cursor.Offset);

    private void ReadBatch(BatchKind kind)
    {
        var count = _stack.PopMark(_cursor, out var start);

        // Another batch follows a full one: the rest of the pickle tells how much room may be needed.
        var hasMore = count >= PickleWriter.BatchSize && _cursor.IsNext(Opcode.Mark);
        ReadItems(count, kind, hasMore ? _cursor.EstimateMore(count, start) : 0);
    }

    /// <summary>Moves the topmost values into the container below them.</summary>
    private void ReadItems(int count, BatchKind kind, int expected = 0)
    {
        var items = _stack.Topmost(_cursor, count + 1)[1..];
        var depth = _stack.DepthOf(count);
        _stack.Drop(count);
        _assembler.Extend(_cursor, _stack.Top, items, kind, expected);
        _stack.TopDepth = Math.Max(_stack.TopDepth, CheckDepth(depth + 1));
    }

    private void ReadPop()
    {
        if (_stack.Available == 0)
        {
            _stack.PopMark(_cursor, out _);
            return;
        }

        var dropped = _stack.Pop(_cursor);
        if (_stack.Available > 0)
        {
            ObjectAssembler.NoteStateSetter(dropped, _stack.Top);
        }
    }

    private void Get(long index) =>
        _stack.Push(_memo.TryGet(index, out var value)
            ? Share(value)
            : throw _cursor.Fail($"nothing is in the memo at {index}"));

    private void Put(long index)
    {
        var value = _stack.Peek(_cursor);
        if (_memo.Count >= _options.Limits.MaxMemoEntries && !_memo.TryGet(index, out _))
        {
            throw _cursor.Fail($"more than {_options.Limits.MaxMemoEntries} memo entries (MaxMemoEntries)");
        }

        _memo.Put(index, value);
        if (value is PythonObject instance)
        {
            instance.MemoIndex = index;
        }
    }

    private object? Share(object? value)
    {
        switch (value)
        {
            case string or null or PythonGlobal or byte[] or ValueType:
                break;
            case PythonObject instance:
                _hasShared = instance.IsShared = true;
                break;
            default:
                _hasShared = true;
                break;
        }

        return value;
    }

    private PythonGlobal ReadGlobal()
    {
        var (module, name) = ScalarOperands.GlobalName(ref _cursor);
        return MakeGlobal(module, name);
    }

    private void ReadStackGlobal()
    {
        var global = _stack.Topmost(_cursor, 2) is [string module, string name]
            ? MakeGlobal(module, name)
            : throw _cursor.Fail("module and name must be strings");
        _stack.Drop(2);
        _stack.Push(global);
    }

    private readonly PythonGlobal MakeGlobal(string module, string name) =>
        _protocol < 3 ? Python2Names.Map(module, name) : new PythonGlobal(module, name);

    /// <summary>What may still grow, below the topmost values; nobody asks while no container is referred to.</summary>
    private readonly ReadOnlySpan<object?> Open(int count) => _hasShared ? _stack.Below(count) : [];

    private void ReadReduce()
    {
        var parts = _stack.Topmost(_cursor, 2);
        Replace(2, _assembler.Reduce(_cursor, parts[0], parts[1], Open(2)));
    }

    private void ReadNew()
    {
        var parts = _stack.Topmost(_cursor, 2);
        Replace(2, _assembler.New(_cursor, parts[0], parts[1], Open(2)));
    }

    private void ReadNewWithKeywords()
    {
        var parts = _stack.Topmost(_cursor, 3);
        var keywords = parts[2] as PythonDict ?? throw _cursor.Fail("keyword arguments must be a dict");
        Replace(3, _assembler.New(_cursor, parts[0], parts[1], [], keywords));
    }

    private void ReadObject()
    {
        var count = _stack.PopMark(_cursor, out _);
        var parts = _stack.Topmost(_cursor, count);
        Replace(count, parts.IsEmpty
            ? throw _cursor.Fail("the class is missing")
            : _assembler.Instantiate(_cursor, parts[0], parts[1..], Open(count)));
    }

    private void ReadInstance(PythonGlobal callable, int count) =>
        Replace(count, _assembler.Instantiate(_cursor, callable, _stack.Topmost(_cursor, count), Open(count)));

    private void ReadBuild()
    {
        var parts = _stack.Topmost(_cursor, 2);
        var (target, state) = (parts[0], parts[1]);
        var depth = CheckDepth(_stack.DepthOf(1) + 1);
        _stack.Drop(1);
        var built = _assembler.Build(_cursor, target, state, Open(0));
        if (!ReferenceEquals(built, target))
        {
            _stack.Top = built;
            if (target is PythonObject { MemoIndex: >= 0 } inert)
            {
                _memo.Put(inert.MemoIndex, built);
            }
        }

        _stack.TopDepth = Math.Max(_stack.TopDepth, depth);
    }
}
