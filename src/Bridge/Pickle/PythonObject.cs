namespace Bridge.Pickle;

/// <summary>
/// An instance of a Python class that has no .NET equivalent: how Python makes it, as it is on the wire.
/// </summary>
/// <remarks>
/// <para>Nothing of it is ever executed here. Pickled again, Python gets an equal object.</para>
/// <para>
/// Not thread-safe. Equality is by reference: only Python knows when two of its objects are equal.
/// </para>
/// </remarks>
public sealed class PythonObject
{
    /// <summary>Describes an object by its construction.</summary>
    /// <param name="callable">The class or function, mostly a <see cref="PythonGlobal"/>.</param>
    /// <param name="arguments">What it is called with.</param>
    /// <param name="kind">How it is made.</param>
    /// <param name="keywordArguments">Only for <see cref="PythonObjectKind.NewEx"/>.</param>
    /// <exception cref="ArgumentException">Keyword arguments without <see cref="PythonObjectKind.NewEx"/>.</exception>
    public PythonObject(
        object callable,
        PythonTuple arguments,
        PythonObjectKind kind = PythonObjectKind.Reduce,
        PythonDict? keywordArguments = null)
    {
        ArgumentNullException.ThrowIfNull(callable);
        ArgumentNullException.ThrowIfNull(arguments);
        if (keywordArguments is not null && kind != PythonObjectKind.NewEx)
        {
            throw new ArgumentException("Only NewEx takes keyword arguments.", nameof(keywordArguments));
        }

        Callable = callable;
        Arguments = arguments;
        Kind = kind;
        KeywordArguments = keywordArguments;
    }

    /// <summary>
    /// What makes the object: a <see cref="PythonGlobal"/>, or another object (a <c>functools.partial</c>,
    /// say).
    /// </summary>
    public object Callable { get; }

    /// <summary>The class or function by name; null when <see cref="Callable"/> is an object.</summary>
    public PythonGlobal? Class => Callable as PythonGlobal;

    /// <summary>The name of <see cref="Class"/>, <c>"module.qualname"</c>; empty when there is none.</summary>
    public string ClassName => Class?.FullName ?? "";

    /// <summary>How the object is made.</summary>
    public PythonObjectKind Kind { get; }

    /// <summary>The positional arguments.</summary>
    public PythonTuple Arguments { get; }

    /// <summary>
    /// The keyword arguments; null unless <see cref="Kind"/> is <see cref="PythonObjectKind.NewEx"/>.
    /// </summary>
    public PythonDict? KeywordArguments { get; }

    /// <summary>Whether there is a state, be it None.</summary>
    public bool HasState { get; private set; }

    /// <summary>What <c>__setstate__</c> or <c>__dict__</c> gets. Setting it sets <see cref="HasState"/>.</summary>
    public object? State
    {
        get;
        set
        {
            field = value;
            HasState = true;
        }
    }

    /// <summary>What is appended to the object (a list subclass, <c>deque</c>…); null when nothing is.</summary>
    public IList<object?>? Items { get; set; }

    /// <summary>What is set by key (a dict subclass, <c>OrderedDict</c>…), in order; null when nothing is.</summary>
    public IList<KeyValuePair<object?, object?>>? Pairs { get; set; }

    /// <summary>
    /// The function that is called with object and state, in place of <c>__setstate__</c>; mostly null.
    /// </summary>
    internal object? StateSetter { get; set; }

    /// <summary>Whether the memo handed the object out again while the pickle was read.</summary>
    internal bool IsShared { get; set; }

    /// <summary>Where the memo of the reader has it; -1 for nowhere.</summary>
    internal long MemoIndex { get; set; } = -1;

    /// <summary>Whether <see cref="Items"/> came by ADDITEMS.</summary>
    internal bool ItemsAreAdded { get; set; }

    /// <inheritdoc/>
    public override string ToString() => PickleText.ToString(this);
}
