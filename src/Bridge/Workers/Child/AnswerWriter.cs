using System.Runtime.InteropServices;
using Bridge.Pickle;

namespace Bridge.Workers.Child;

/// <summary>Pickles what goes back for a batch; the form is told in <c>_batch.py</c>.</summary>
internal static class AnswerWriter
{
    private const long OneValue = 0;
    private const long ManyValues = 1;
    private const long Error = 2;

    /// <summary>The answer, and whether it is the plain list of the values. Never throws.</summary>
    public static (byte[] Pickle, bool IsPlain) Write<TOut>(List<RowOutcome<TOut>> rows, PickleOptions options)
    {
        if (rows.TrueForAll(row => row.IsPlain) && TryWriteValues(rows, options) is { } plain)
        {
            return (plain, true);
        }

        try
        {
            return (WriteEntries(rows, options), false);
        }
        catch (Exception)
        {
            var tellable = rows.ConvertAll(row => Tellable(row, options));
            return (WriteEntries(tellable, options), false);
        }
    }

    /// <summary>The same for a batch of which no row was handled.</summary>
    public static byte[] WriteFailures(RowFailure failure, long count, PickleOptions options) =>
        WriteEntries(Enumerable.Repeat(RowOutcome<object?>.Failed(failure), (int)count).ToList(), options);

    private static byte[]? TryWriteValues<TOut>(List<RowOutcome<TOut>> rows, PickleOptions options)
    {
        try
        {
            return PickleSerializer.Serialize(rows.ConvertAll(row => row.Value), options);
        }
        catch (Exception)
        {
            return null; // told row by row
        }
    }

    private static byte[] WriteEntries<TOut>(List<RowOutcome<TOut>> rows, PickleOptions options)
    {
        var writer = options.RentWriter();
        try
        {
            writer.Begin();
            writer.Enter();
            writer.WriteOpcode(Opcode.EmptyList);
            writer.WriteOpcode(Opcode.Mark);
            foreach (ref readonly var row in CollectionsMarshal.AsSpan(rows))
            {
                WriteEntry(writer, row);
            }

            writer.WriteOpcode(Opcode.Appends);
            writer.Leave();
            writer.End();
            return writer.Output.ToArray();
        }
        finally
        {
            options.ReturnWriter(writer);
        }
    }

    private static void WriteEntry<TOut>(PickleWriter writer, in RowOutcome<TOut> row)
    {
        writer.Enter();
        if (row.Failure is { } failure)
        {
            writer.WriteOpcode(Opcode.Mark);
            writer.WriteInteger(Error);
            writer.WriteText(failure.Type);
            writer.WriteText(failure.Message);
            writer.WriteText(failure.Traceback);
            writer.WriteObject(failure.Arguments);
            writer.WriteOpcode(Opcode.Tuple);
        }
        else if (row.Values is { } values)
        {
            writer.WriteInteger(ManyValues);
            writer.Options.Converters.Get<List<TOut>>().Write(writer, values);
            writer.WriteOpcode(Opcode.Tuple2);
        }
        else
        {
            writer.WriteInteger(OneValue);
            writer.Options.Converters.Get<TOut>().Write(writer, row.Value);
            writer.WriteOpcode(Opcode.Tuple2);
        }

        writer.Leave();
    }

    /// <summary>The row itself, or the failure that its value cannot be pickled.</summary>
    private static RowOutcome<TOut> Tellable<TOut>(RowOutcome<TOut> row, PickleOptions options)
    {
        try
        {
            WriteEntries([row], options);
            return row;
        }
        catch (Exception error)
        {
            var types = (row.Values ?? [row.Value])
                .Select(value => RowFailure.NameOf(value?.GetType() ?? typeof(TOut))).Distinct().Order();
            var what = row.Values is null ? "a result of type " : "a sequence of ";
            return RowOutcome<TOut>.Failed(RowFailure.OfValue(what + string.Join(", ", types), error));
        }
    }
}
