namespace Bridge.Pickle.Reducers;

/// <summary>The paths of <c>pathlib</c>: in parts up to CPython 3.12, later as they were made.</summary>
internal static class PathReducers
{
    // CPython 3.13 has the classes in a module of its own, and writes its name.
    private static readonly string[] Modules = ["pathlib", "pathlib._local"];

    internal static IReadOnlyList<KeyValuePair<PythonGlobal, Reducer>> All { get; } =
    [
        .. from module in Modules
           from kind in Enum.GetValues<PythonPathKind>()
           select KeyValuePair.Create(new PythonGlobal(module, kind.ToString()), (Reducer)new PathReducer(kind))
    ];

    private sealed class PathReducer(PythonPathKind kind) : Reducer
    {
        internal override object? Construct(in ReduceCall call)
        {
            if (!call.IsCall)
            {
                return null;
            }

            var parts = new string[call.Arguments.Count];
            for (var i = 0; i < parts.Length; i++)
            {
                if (call.Arguments[i] is not string part)
                {
                    return null;
                }

                parts[i] = part;
                call.Budget.Spend(part.Length + 1);
            }

            return PathText.Join(kind, parts) is { } text ? new PythonPath(kind, text) : null;
        }
    }
}
