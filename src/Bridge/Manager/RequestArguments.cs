using Bridge.Pickle;

namespace Bridge.Manager;

/// <summary>No argument.</summary>
internal readonly struct NoArguments : IRequestArguments
{
    public void Write(PickleWriter writer)
    {
        writer.WriteOpcode(Opcode.EmptyTuple);
        writer.WriteOpcode(Opcode.EmptyDict);
    }
}

/// <summary>One argument.</summary>
internal readonly struct OneArgument<T>(T argument) : IRequestArguments
{
    public void Write(PickleWriter writer)
    {
        writer.WriteArgument(argument);
        writer.WriteOpcode(Opcode.Tuple1);
        writer.WriteOpcode(Opcode.EmptyDict);
    }
}

/// <summary>Two arguments.</summary>
internal readonly struct TwoArguments<T1, T2>(T1 first, T2 second) : IRequestArguments
{
    public void Write(PickleWriter writer)
    {
        writer.WriteArgument(first);
        writer.WriteArgument(second);
        writer.WriteOpcode(Opcode.Tuple2);
        writer.WriteOpcode(Opcode.EmptyDict);
    }
}

/// <summary>Any arguments, by position and by name.</summary>
internal readonly struct ManyArguments(
    IReadOnlyList<object?> arguments, IReadOnlyDictionary<string, object?>? keywords) : IRequestArguments
{
    public void Write(PickleWriter writer)
    {
        writer.WriteOpcode(Opcode.Mark);
        for (var i = 0; i < arguments.Count; i++)
        {
            writer.WriteObject(arguments[i]);
        }

        writer.WriteOpcode(Opcode.Tuple);
        writer.WriteOpcode(Opcode.EmptyDict);
        if (keywords is { Count: > 0 })
        {
            writer.WriteOpcode(Opcode.Mark);
            foreach (var (name, value) in keywords)
            {
                writer.WriteString(name);
                writer.WriteObject(value);
            }

            writer.WriteOpcode(Opcode.SetItems);
        }
    }
}
