using System.Globalization;
using Bridge.Pickle;

namespace Bridge.Manager;

/// <summary>What a server is asked for a <see cref="ServerSample"/>; see <see cref="ServerQuestion"/>.</summary>
/// <remarks>
/// Runs no code of a user's class, waits for no lock of an object, and takes no reference. The tables are copied first,
/// since other threads of the server change them.
/// </remarks>
internal static class SampleQuestions
{
    private static readonly PythonObject Objects = ServerQuestion.Call("builtins", "dict", Of("id_to_obj"));

    /// <summary>Idents, their classes, reference counts, processor time, platform.</summary>
    public static object Tables { get; } = new PythonTuple(
        Tuple(Objects),
        Tuple(Map(
            ServerQuestion.Call("operator", "attrgetter", "__module__", "__qualname__"),
            Map(new PythonGlobal("builtins", "type"), Map(ServerQuestion.Call("operator", "itemgetter", 0), Values(Objects))))),
        ServerQuestion.Call("builtins", "dict", Of("id_to_refcount")),
        ServerQuestion.Call("time", "process_time"),
        new PythonGlobal("sys", "platform"));

    /// <summary>The names of all threads, their ids where this Python knows them, and what they run.</summary>
    /// <remarks><c>Thread._target</c> stays for as long as the thread runs; the main thread has none.</remarks>
    public static object Threads(bool hasIds)
    {
        var threads = ServerQuestion.Call("threading", "enumerate");
        return new PythonTuple(
            Tuple(Map(ServerQuestion.Call("operator", "attrgetter", "name"), threads)),
            hasIds ? Tuple(Map(ServerQuestion.Call("operator", "attrgetter", "native_id"), threads)) : PythonTuple.Empty,
            Tuple(Attributes(Attributes(threads, "_target", null), "__name__", "")));
    }

    /// <summary>The contents of files in /proc, as the server sees it.</summary>
    /// <remarks>By the import machinery, which closes what it opens: a plain <c>open</c> would make a dev-mode server warn.</remarks>
    public static object Files(IReadOnlyList<string> paths) => Tuple(new PythonObject(
        new PythonGlobal("builtins", "map"),
        new PythonTuple(
            new PythonGlobal("_frozen_importlib_external", "FileLoader.get_data"),
            new PythonTuple(new object?[paths.Count]),
            new PythonTuple([.. paths]))));

    /// <summary>The file that tells a process's memory.</summary>
    public const string StatusFile = "/proc/self/status";

    /// <summary>The file that counts what a thread reads and writes.</summary>
    public static string ThreadFile(long id) =>
        string.Create(CultureInfo.InvariantCulture, $"/proc/self/task/{id}/io");

    /// <summary>A referent, to be asked about; an empty tuple when it is gone.</summary>
    public static PythonObject Referent(string ident) => ServerQuestion.Call(
        "operator",
        "getitem",
        new PythonObject(Of("id_to_obj.get"), new PythonTuple(ident, new PythonTuple(PythonTuple.Empty))),
        0);

    /// <summary>An attribute, or what stands for it in a referent that is gone.</summary>
    public static PythonObject Attribute(object of, string name, object? orElse) =>
        ServerQuestion.Call("builtins", "getattr", of, name, orElse);

    /// <summary><c>len</c></summary>
    public static PythonObject Length(object of) => ServerQuestion.Call("builtins", "len", of);

    private static PythonGlobal Of(string member) =>
        new(ServerQuestion.Process, $"{ServerQuestion.Server}.{member}");

    private static PythonObject Tuple(object items) => ServerQuestion.Call("builtins", "tuple", items);

    private static PythonObject Map(object function, object items) => ServerQuestion.Call("builtins", "map", function, items);

    private static PythonObject Attributes(object items, string name, object? orElse) => ServerQuestion.Call(
        "builtins",
        "map",
        new PythonGlobal("builtins", "getattr"),
        items,
        ServerQuestion.Call("itertools", "repeat", name),
        ServerQuestion.Call("itertools", "repeat", orElse));

    private static PythonObject Values(object dictionary) =>
        new(ServerQuestion.Call("operator", "methodcaller", "values"), new PythonTuple(dictionary));
}
