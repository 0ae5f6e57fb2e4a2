using System.Collections.Frozen;
using System.Numerics;
using Bridge.Pickle.Converters;

namespace Bridge.Pickle.Records;

/// <summary>A member of a Python enum, or a combination of flags: <c>cls(value)</c> (Lib/enum.py, __reduce_ex__).</summary>
internal sealed class EnumClassConverter<T>(PythonGlobal name) : PickleConverter<T>, IObjectReader
{
    private readonly FrozenDictionary<string, object> _byName =
        EnumNames.WithConstants(typeof(T)).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>A member is one object in Python: the second time it is a reference.</summary>
    private readonly FrozenDictionary<object, object> _members =
        EnumNames.Of(typeof(T)).Values.Distinct().ToFrozenDictionary(member => member);

    internal override bool MayStartWith(Opcode opcode) => false;

    internal override T Read(object? value, ReadContext context) => value switch
    {
        T known => known,
        PythonObject instance when ReadMember(instance) is { } member => (T)member,
        PythonGlobal reference when ReadMember(reference) is { } member => (T)member,
        PythonObject instance when instance.Class == name => throw new InvalidCastException(
            $"The instance of {name} has a value that is no {TypeName.Of(typeof(T))}."),
        _ => throw new InvalidCastException(
            $"The value is a Python {PythonTypeName.Of(value)}; "
            + $"{name} was asked for, which is {TypeName.Of(typeof(T))}."),
    };

    object IObjectReader.ReadObject(PythonObject instance, ReadContext context) => Read(instance, context)!;

    internal override void Write(PickleWriter writer, T value)
    {
        var identity = _members.GetValueOrDefault(value!);
        if (!writer.TryWriteReference(identity))
        {
            writer.WriteGlobal(name);
            EnumConverter<T>.WriteNumber(writer, value);
            writer.WriteReduce(Opcode.Tuple1, identity);
        }
    }

    private object? ReadMember(PythonObject instance)
    {
        if (instance.Class == name && instance.Arguments.Count == 1)
        {
            return instance.Arguments[0] switch
            {
                long number when EnumConverter<T>.TryConvert(number, out var member) => member,
                BigInteger number when number.Sign > 0 && number <= ulong.MaxValue
                    && EnumConverter<T>.TryConvert((Int128)number, out var member) => member,
                _ => null,
            };
        }

        return null;
    }

    /// <summary>By its name, as Python 3.11.0 to 3.11.3 write it (Lib/enum.py, pickle_by_enum_name).</summary>
    private object? ReadMember(PythonGlobal reference) =>
        reference.Module == name.Module && reference.Name.StartsWith($"{name.Name}.", StringComparison.Ordinal)
            ? _byName.GetValueOrDefault(reference.Name[(name.Name.Length + 1)..])
            : null;
}
