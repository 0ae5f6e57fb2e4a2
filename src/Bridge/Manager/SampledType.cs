using Bridge.Pickle;

namespace Bridge.Manager;

/// <summary>The Python classes whose state can be told without running code of theirs that could wait.</summary>
internal static class SampledType
{
    /// <summary>The typeid that stands for a class; the class itself where there is none.</summary>
    public static string NameOf(string module, string name) => (module, name) switch
    {
        ("builtins", "list" or "dict" or "set") => name,
        ("queue", "Queue") => TypeIds.Queue,
        ("threading", "Event" or "Condition" or "Semaphore" or "BoundedSemaphore" or "Barrier") => name,
        ("_thread", "lock") => TypeIds.Lock,
        ("_thread", "RLock") => TypeIds.RLock,
        ("multiprocessing.managers", "Namespace" or "Value") => name,
        ("array", "array") => TypeIds.Array,
        ("multiprocessing.pool", "Pool") => TypeIds.Pool,
        ("builtins", "generator") => "Iterator",
        ("builtins", _) when name.EndsWith("iterator", StringComparison.Ordinal) => "Iterator",
        ("builtins", _) => name,
        _ => $"{module}.{name}",
    };

    /// <summary>What to ask about an object of a class; null for nothing.</summary>
    public static object? Question(string module, string name, string ident)
    {
        var referent = SampleQuestions.Referent(ident);
        PythonObject Attribute(string attribute, object? orElse) =>
            SampleQuestions.Attribute(referent, attribute, orElse);

        return (module, name) switch
        {
            ("builtins", "list" or "dict" or "set" or "frozenset" or "tuple" or "str" or "bytes" or "bytearray")
                or ("collections", "deque" or "OrderedDict" or "defaultdict" or "Counter")
                or ("array", "array") => SampleQuestions.Length(referent),
            ("queue", "Queue" or "LifoQueue" or "PriorityQueue") => new PythonTuple(
                SampleQuestions.Length(Attribute("queue", PythonTuple.Empty)),
                Attribute("maxsize", 0),
                Attribute("unfinished_tasks", 0)),
            ("_queue", "SimpleQueue") => new PythonObject(
                ServerQuestion.Call("operator", "methodcaller", "qsize"), new PythonTuple(referent)),
            ("threading", "Event") => Attribute("_flag", null),
            ("_thread", "lock" or "RLock") => ServerQuestion.Call("builtins", "repr", referent),
            ("threading", "Semaphore") => Attribute("_value", null),
            ("threading", "BoundedSemaphore") => new PythonTuple(
                Attribute("_value", null), Attribute("_initial_value", null)),
            ("threading", "Condition") => SampleQuestions.Length(Attribute("_waiters", PythonTuple.Empty)),
            ("threading", "Barrier") => new PythonTuple(Attribute("_count", null), Attribute("_parties", null)),
            ("multiprocessing.managers", "Namespace") => SampleQuestions.Length(Attribute("__dict__", PythonTuple.Empty)),
            ("multiprocessing.pool", "Pool") => SampleQuestions.Length(Attribute("_pool", PythonTuple.Empty)),
            _ => null,
        };
    }

    /// <summary>Adds the answer to what is known of an object.</summary>
    public static SampledObject Read(SampledObject known, object? answer) => answer switch
    {
        bool flag => known with { State = flag ? "set" : "clear" },
        string text => known with { State = text.StartsWith("<locked", StringComparison.Ordinal) ? "locked" : "free" },
        long length => known with { Length = length },
        PythonTuple { Count: 3 } queue => known with
        {
            Length = queue[0] as long?,
            Capacity = queue[1] is long and > 0 ? (long)queue[1]! : null,
            UnfinishedTasks = queue[2] as long?,
        },
        PythonTuple { Count: 2 } pair => known with { Length = pair[0] as long?, Capacity = pair[1] as long? },
        _ => known,
    };
}
