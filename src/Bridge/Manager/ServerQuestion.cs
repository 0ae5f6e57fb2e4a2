using System.Globalization;
using System.Text.RegularExpressions;
using Bridge.Connections;
using Bridge.Pickle;

namespace Bridge.Manager;

/// <summary>Asks a server about itself, on a connection in its proxy loop and without any object of it.</summary>
/// <remarks>
/// The ident of a request may be any value, and one that the server does not know comes back in the KeyError
/// (<c>Server.serve_client</c> in Lib/multiprocessing/managers.py). So the ident is the answer: names that the server
/// looks up while it un-pickles, as hex of a pickle. Nothing is changed there. See docs/decisions/0008.
/// </remarks>
internal static partial class ServerQuestion
{
    internal const string Process = "multiprocessing.process";
    internal const string Server = "_current_process._manager_server";
    private const string Mark = "bridge-server";

    /// <summary>The frame that asks for a Python value.</summary>
    public static FrameBuffer Ask(object value, PickleOptions options) =>
        Request.CallMany(Call("binascii", "hexlify", Call("pickle", "dumps", value, 4)), "who", [], null, options);

    /// <summary>The value; null when the server gave none.</summary>
    public static object? Answer(ReadOnlySpan<byte> body, PickleOptions options)
    {
        var reply = Reply<object?>.Read(body, options);
        if (reply.Kind != ReplyKind.Traceback || reply.Natural is not string text)
        {
            return null;
        }

        var found = KeyErrorOfHex().Match(text);
        return found.Success && found.Groups["hex"].Length % 2 == 0
            ? PickleReader.Read(Convert.FromHexString(found.Groups["hex"].ValueSpan), options)
            : null;
    }

    /// <summary>A call that the server makes while it un-pickles.</summary>
    internal static PythonObject Call(string module, string name, params object?[] arguments) =>
        new(new PythonGlobal(module, name), new PythonTuple(arguments));

    /// <summary>Who it is: the parts of <see cref="ServerInfo"/>.</summary>
    public static object Identity { get; } = new PythonTuple(
        new PythonGlobal("sys", "hexversion"),
        new PythonGlobal(Process, "_current_process.pid"),
        Call("builtins", "id", new PythonGlobal(Process, Server)),
        new PythonGlobal(Process, Server + ".address"));

    /// <summary>The idents in <c>id_to_local_proxy_obj</c>, which keeps what was ever stored as a nested proxy.</summary>
    public static object Stash { get; } = Call(
        "builtins", "tuple", new PythonGlobal(Process, Server + ".id_to_local_proxy_obj"));

    /// <summary>Makes a request fail before anything is done, unless it reaches one server process.</summary>
    /// <remarks>
    /// For the first element of a server-level request, which the server un-pickles and then ignores
    /// (<c>Server.handle_request</c>): a look-up that fails where the process is another one.
    /// </remarks>
    /// <returns>Null for a server that did not tell who it is.</returns>
    public static object? Guard(ServerInfo expected)
    {
        if (expected.ProcessId is not { } process)
        {
            return null;
        }

        var known = new PythonDict { { string.Create(CultureInfo.InvariantCulture, $"{Mark} {process} {expected.ServerId}"), null } };
        var actual = new PythonTuple(
            new PythonGlobal(Process, "_current_process.pid"),
            Call("builtins", "id", new PythonGlobal(Process, Server)));
        return Call("operator", "getitem", known, Call("operator", "mod", Mark + " %d %d", actual));
    }

    /// <summary>Whether a guard refused: another server process answered, and did nothing.</summary>
    public static bool IsRefused(RemoteException error) =>
        error.RemoteTraceback is { } text && KeyErrorOfGuard().IsMatch(text);

    /// <summary>Reads the answer to <see cref="Identity"/>.</summary>
    public static ServerInfo ReadIdentity(object? answer) =>
        answer is PythonTuple { Count: 4 } parts && parts[0] is long version && parts[1] is long process
            && parts[2] is long server
            ? new ServerInfo(
                new Version((int)(version >> 24), (int)(version >> 16) & 0xff, (int)(version >> 8) & 0xff),
                (int)process, server, parts[3])
            : new ServerInfo(null, null, 0, null);

    [GeneratedRegex("^KeyError: b'(?<hex>[0-9a-f]*)'$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex KeyErrorOfHex();

    [GeneratedRegex($"^KeyError: '{Mark} [0-9]+ [0-9]+'$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex KeyErrorOfGuard();
}
