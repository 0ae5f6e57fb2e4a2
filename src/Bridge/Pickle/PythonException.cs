namespace Bridge.Pickle;

/// <summary>An exception of Python as a value: its class, arguments and attributes.</summary>
/// <remarks>
/// <para>The classes of <c>builtins</c> and some of the standard library are read as this; those of other modules stay
/// a <see cref="PythonObject"/>, as nobody but Python knows that they are exceptions.</para>
/// <para>Not thread-safe while it is changed.</para>
/// </remarks>
public sealed class PythonException : Exception, IStateful
{
    private const string NotesName = "__notes__";

    /// <summary>An exception of Python's <c>builtins</c> or of another module.</summary>
    /// <param name="pythonType">
    /// The qualified name, <c>"builtins.ValueError"</c>; without a dot it is one of <c>builtins</c>.
    /// </param>
    /// <param name="arguments">What the class is called with.</param>
    public PythonException(string pythonType, params ReadOnlySpan<object?> arguments)
        : this(ToGlobal(pythonType), new PythonTuple(arguments))
    {
    }

    internal PythonException(PythonGlobal type, PythonTuple arguments)
        : base(null)
    {
        Class = type;
        Arguments = arguments;
    }

    /// <summary>The class.</summary>
    public PythonGlobal Class { get; }

    /// <summary>The qualified name of the class: <c>"builtins.ValueError"</c>.</summary>
    public string PythonType => Class.FullName;

    /// <summary>The arguments (<c>e.args</c>).</summary>
    public PythonTuple Arguments { get; }

    /// <summary>What was set on the exception, notes included; null when nothing was.</summary>
    public PythonDict? Attributes { get; set; }

    /// <summary>What <c>add_note</c> added (CPython 3.11 and newer), in order.</summary>
    public IReadOnlyList<string> Notes =>
        Attributes is { } attributes && attributes.TryGetValue(NotesName, out var notes) && notes is List<object?> list
            ? [.. list.OfType<string>()]
            : [];

    /// <summary>
    /// The traceback of another process, as <c>multiprocessing.pool</c> and <c>concurrent.futures</c> attach it as
    /// <c>__cause__</c>; null without.
    /// </summary>
    public string? RemoteTraceback { get; internal set; }

    /// <summary>The last line of a traceback in Python: class without module, and text.</summary>
    public override string Message => PythonExceptionText.Of(PythonType, Arguments);

    /// <summary>The function that attaches <see cref="RemoteTraceback"/>.</summary>
    internal PythonGlobal? Rebuilder { get; set; }

    /// <summary>Adds a note, as <c>add_note</c> does.</summary>
    /// <param name="note">The text.</param>
    public void AddNote(string note)
    {
        ArgumentNullException.ThrowIfNull(note);
        Attributes ??= new PythonDict();
        if (!Attributes.TryGetValue(NotesName, out var notes) || notes is not List<object?> list)
        {
            Attributes[NotesName] = list = [];
        }

        list.Add(note);
    }

    bool IStateful.TrySetState(object? state)
    {
        Attributes = state as PythonDict;
        return state is PythonDict or null;
    }

    private static PythonGlobal ToGlobal(string pythonType)
    {
        ArgumentException.ThrowIfNullOrEmpty(pythonType);
        var dot = pythonType.LastIndexOf('.');
        return dot < 0 ? new("builtins", pythonType) : new(pythonType[..dot], pythonType[(dot + 1)..]);
    }
}
