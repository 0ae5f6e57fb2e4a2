using System.Text.RegularExpressions;
using Bridge.Pickle;

namespace Bridge.Manager;

/// <summary>Turns the three error replies into <see cref="RemoteException"/>.</summary>
internal static partial class RemoteErrors
{
    /// <summary>From <c>#ERROR</c>: the pickled exception, with its arguments and attributes.</summary>
    public static RemoteException FromException(object? payload)
    {
        switch (payload)
        {
            case PythonException known:
                return new RemoteException(
                    known.PythonType, known.Message, [.. known.Arguments], known.RemoteTraceback)
                {
                    Notes = known.Notes,
                    Attributes = AttributesOf(known.Attributes),
                };
            case PythonObject unknown:
                var text = PythonExceptionText.Of(unknown.ClassName, unknown.Arguments);
                var attributes = AttributesOf(unknown.State);
                return new RemoteException(unknown.ClassName, text, [.. unknown.Arguments])
                {
                    Notes = attributes.GetValueOrDefault("__notes__") is IEnumerable<object?> notes
                        ? [.. notes.OfType<string>()] : [],
                    Attributes = attributes,
                };
            default:
                return new RemoteException(PythonTypes.RemoteError, PickleText.ToString(payload));
        }
    }

    /// <summary>From <c>#TRACEBACK</c>: text only; the class is found in its last lines.</summary>
    public static RemoteException FromTraceback(string traceback)
    {
        var (type, text) = FindException(traceback);
        return new RemoteException(type, text, [], traceback);
    }

    /// <summary>From <c>#UNSERIALIZABLE</c>: the method did run, but its result could not be pickled.</summary>
    public static RemoteException FromUnserializable(string traceback)
    {
        var (_, text) = FindException(traceback);
        return new RemoteException(
            PythonTypes.RemoteError,
            $"The call did happen, but its result cannot be pickled ({text}).",
            [],
            traceback);
    }

    private static Dictionary<string, object?> AttributesOf(object? state) =>
        state is PythonDict dict
            ? dict.Where(pair => pair.Key is string).ToDictionary(pair => (string)pair.Key!, pair => pair.Value)
            : [];

    // From CPython 3.14 on a note may follow the exception's line, so the last line is not always the one.
    private static (string Type, string Text) FindException(string traceback)
    {
        var found = ExceptionLine().Matches(traceback);
        if (found.Count == 0)
        {
            return (PythonTypes.RemoteError, traceback.Trim().ReplaceLineEndings(" "));
        }

        var last = found[^1];
        var name = last.Groups["type"].Value;
        return (name.Contains('.', StringComparison.Ordinal) ? name : "builtins." + name, last.Value.Trim());
    }

    [GeneratedRegex(@"^(?<type>[A-Za-z_][\w.]*(?:Error|Exception|Empty|Full|Interrupt|Exit|Iteration|Warning|ShutDown))(?:: .*)?$",
        RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex ExceptionLine();
}
