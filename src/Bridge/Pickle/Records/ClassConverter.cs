using System.Diagnostics.CodeAnalysis;
using Bridge.Pickle.Converters;

namespace Bridge.Pickle.Records;

/// <summary>An instance of a Python class, mapped by <see cref="PythonClassAttribute"/>.</summary>
[RequiresDynamicCode("Compiles code at run time; guarded by RecordTypes.AreSupported.")]
internal sealed class ClassConverter<T>(
    ConverterCache cache, PickleNamingPolicy policy, PythonGlobal name, PythonClassForm form)
    : ContainerConverter<T>, IObjectReader
{
    private readonly Lazy<RecordPlan<T>> _plan = new(() => new RecordPlan<T>(cache, policy, isPositional: true));

    internal override bool MayStartWith(Opcode opcode) => false;

    object IObjectReader.ReadObject(PythonObject instance, ReadContext context) => ReadInstance(instance, context)!;

    private protected override T ReadContainer(object value, ReadContext context) => value switch
    {
        T known => known,
        PythonObject instance when ClassState.ClassOf(instance) == name => ReadInstance(instance, context),
        _ => throw new InvalidCastException(
            $"The value is a Python {PythonTypeName.Of(value)}; "
            + $"{name} was asked for, which is {TypeName.Of(typeof(T))}."),
    };

    private protected override void WriteContainer(PickleWriter writer, T value)
    {
        var identity = IdentityOf(value);
        if (!typeof(T).IsSealed && value!.GetType() != typeof(T))
        {
            writer.WriteObject(value);
            return;
        }

        if (writer.TryWriteReference(identity))
        {
            return;
        }

        writer.Enter();
        writer.WriteGlobal(name);
        if (form == PythonClassForm.State)
        {
            WriteState(writer, value, identity);
        }
        else
        {
            WriteArguments(writer, value, identity);
        }

        writer.Leave();
    }

    /// <summary>As copyreg.__reduce_ex__ does it (Lib/copyreg.py, Objects/typeobject.c).</summary>
    private void WriteState(PickleWriter writer, T value, object? identity)
    {
        writer.WriteOpcode(Opcode.EmptyTuple);
        writer.WriteOpcode(Opcode.NewObj);
        writer.Memoize(identity);
        if (_plan.Value.Members.Count > 0)
        {
            _plan.Value.WriteNewDict(writer, value, this);
            writer.WriteOpcode(Opcode.Build);
        }
    }

    private void WriteArguments(PickleWriter writer, T value, object? identity)
    {
        _plan.Value.WriteTuple(writer, value);
        if (identity is not null && writer.IsMemoized(identity))
        {
            // An argument led back to the instance: it was written in there.
            writer.WriteOpcode(Opcode.Pop);
            writer.WriteOpcode(Opcode.Pop);
            writer.TryWriteReference(identity);
            return;
        }

        writer.WriteOpcode(form == PythonClassForm.NamedTuple ? Opcode.NewObj : Opcode.Reduce);
        writer.Memoize(identity);
    }

    private T ReadInstance(PythonObject instance, ReadContext context)
    {
        var reading = _plan.Value.Rent();
        try
        {
            var source = $"instance of {name}";
            return ClassState.Of(instance) switch
            {
                PythonDict attributes => reading.Read(attributes, source, context),
                PythonTuple values => reading.Read(values.Items, source, context),
                _ => throw new InvalidCastException(
                    $"The {source} has a state of its own form, "
                    + $"a Python {PythonTypeName.Of(instance.State)}; read it as PythonObject."),
            };
        }
        finally
        {
            _plan.Value.Return(reading);
        }
    }
}
