namespace Bridge.Pickle.Converters;

/// <summary>An exception of Python, with the traceback of another process where it carries one.</summary>
internal sealed class PythonExceptionConverter : PickleConverter<PythonException?>
{
    internal override PythonException? Read(object? value, ReadContext context) =>
        value is null ? null : value as PythonException ?? throw ReadContext.Mismatch<PythonException>(value);

    internal override void Write(PickleWriter writer, PythonException? value)
    {
        if (value is null)
        {
            writer.WriteNone();
        }
        else if (value.Rebuilder is not { } rebuilder || writer.IsMemoized(value))
        {
            WriteException(writer, value);
        }
        else
        {
            // The function returns the exception that it gets: one object, which is in the memo as that.
            writer.WriteGlobal(rebuilder);
            WriteException(writer, value);
            writer.WriteString(value.RemoteTraceback!);
            writer.WriteReduce(Opcode.Tuple2, identity: null);
        }
    }

    private static void WriteException(PickleWriter writer, PythonException value)
    {
        if (writer.TryWriteReference(value))
        {
            return;
        }

        var form = new PythonObject(value.Class, value.Arguments);
        if (value.Attributes is { } attributes)
        {
            form.State = attributes;
        }

        PythonObjectWriting.Write(writer, form, value);
    }
}
