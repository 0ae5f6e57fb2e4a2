using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Bridge.Pickle.Converters;

namespace Bridge.Pickle.Records;

/// <summary>How the members of a type are read and written: found once, and compiled. Thread-safe.</summary>
[RequiresDynamicCode("Compiles code at run time; guarded by RecordTypes.AreSupported.")]
internal sealed class RecordPlan<T>
{
    private const string Trimming = "Not reached in a program that was trimmed, where records are refused.";

    private readonly RecordShape _shape;
    private readonly RecordSlot[] _slots;
    private readonly string[] _names;
    private readonly PickleConverter[] _converters;
    private readonly Func<RecordSlot[], T>? _create;
    private readonly RecordWrite<T> _writePairs;
    private readonly RecordWrite<T> _writeValues;
    private RecordReading<T>? _reading;

    /// <param name="cache">Has the converters of the members.</param>
    /// <param name="policy">Names the members.</param>
    /// <param name="isPositional">Whether only members count that are of use when an instance is read.</param>
    internal RecordPlan(ConverterCache cache, PickleNamingPolicy policy, bool isPositional)
    {
        _shape = RecordShape.Of(typeof(T), policy);
        if (isPositional && _shape.CanBeRead)
        {
            _shape = _shape with { Members = [.. _shape.Members.Where(m => m.IsRestored)] };
        }

        _names = [.. _shape.Members.Select(m => m.Name)];
        _converters = [.. _shape.Members.Select(m => cache.GetStatic(m.Property.PropertyType))];
        _slots = [.. _shape.Members.Zip(_converters, CreateSlot)];
        _create = _shape.CanBeRead ? RecordCompiler.CompileCreation<T>(_shape) : null;
        _writePairs = RecordCompiler.CompilePairs<T>(_shape.Members, _converters);
        _writeValues = RecordCompiler.CompileValues<T>(_shape.Members, _converters);
    }

    internal IReadOnlyList<RecordMember> Members => _shape.Members;

    /// <summary>What reads one record after the other; nobody else has it.</summary>
    /// <exception cref="InvalidCastException">There is no constructor for it.</exception>
    internal RecordReading<T> Rent() =>
        Interlocked.Exchange(ref _reading, null) ?? new RecordReading<T>(
            Members,
            [.. _slots.Select(slot => slot.Clone())],
            _create ?? throw new InvalidCastException(
                $"{TypeName.Of(typeof(T))} cannot be made of a Python value: "
                + "it needs a public constructor whose parameters are all properties, by name and type."));

    internal void Return(RecordReading<T> reading)
    {
        reading.Clear();
        _reading = reading;
    }

    /// <summary>Writes a dict in the form of batch_dict_exact (Modules/_pickle.c), or a reference.</summary>
    internal void WriteDict(PickleWriter writer, T value, object? identity, PickleConverter owner)
    {
        if (_slots.Length > 1)
        {
            if (writer.TryBeginDict(identity))
            {
                _writePairs(writer, value, writer.Notes.KeysOf(owner, _slots.Length), _names, _converters);
                writer.WriteOpcode(Opcode.SetItems);
                writer.Leave();
            }
        }
        else if (!writer.TryWriteReference(identity))
        {
            DictWriting.Begin(writer, identity);
            _writePairs(writer, value, writer.Notes.KeysOf(owner, _slots.Length), _names, _converters);
            writer.WriteOpcode(Opcode.SetItem);
            writer.Leave();
        }
    }

    /// <summary>Writes a dict that nothing else refers to: the state of an instance.</summary>
    internal void WriteNewDict(PickleWriter writer, T value, PickleConverter owner)
    {
        writer.Enter();
        writer.WriteOpcode(Opcode.EmptyDict);
        writer.Memoize();
        if (_slots.Length > 1)
        {
            writer.WriteOpcode(Opcode.Mark);
        }

        _writePairs(writer, value, writer.Notes.KeysOf(owner, _slots.Length), _names, _converters);
        writer.WriteOpcode(_slots.Length > 1 ? Opcode.SetItems : Opcode.SetItem);
        writer.Leave();
    }

    /// <summary>Writes the values as a tuple that nothing else refers to.</summary>
    internal void WriteTuple(PickleWriter writer, T value)
    {
        if (_slots.Length > 3)
        {
            writer.WriteOpcode(Opcode.Mark);
        }

        _writeValues(writer, value, [], _names, _converters);
        writer.WriteOpcode(TupleShape.OpcodeOf(_slots.Length));
        if (_slots.Length > 0)
        {
            writer.Memoize();
        }
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Trimming)]
    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = Trimming)]
    private static RecordSlot CreateSlot(RecordMember member, PickleConverter converter)
    {
        var create = typeof(RecordPlan<T>).GetMethod(nameof(CreateSlotOf), BindingFlags.Static | BindingFlags.NonPublic)!;
        return member.IsRestored
            ? create.MakeGenericMethod(member.Property.PropertyType)
                .CreateDelegate<Func<RecordMember, PickleConverter, RecordSlot>>()(member, converter)
            : new IgnoredSlot();
    }

    private static RecordSlot<TValue> CreateSlotOf<TValue>(RecordMember member, PickleConverter converter) =>
        new((PickleConverter<TValue>)converter, DefaultOf<TValue>(member.Parameter), member.RefusesNull);

    private static TValue DefaultOf<TValue>(ParameterInfo? parameter)
    {
        var value = parameter is { HasDefaultValue: true } ? parameter.DefaultValue : null;
        var type = Nullable.GetUnderlyingType(typeof(TValue)) ?? typeof(TValue);
        return value switch
        {
            null => default!,
            TValue known => known,
            _ when type.IsEnum => (TValue)Enum.ToObject(type, value),
            _ => default!,
        };
    }
}
