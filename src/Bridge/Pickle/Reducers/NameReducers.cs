using System.Buffers;

namespace Bridge.Pickle.Reducers;

/// <summary><c>getattr</c>, by which CPython writes what is named with a dot: methods, nested classes.</summary>
internal static class NameReducers
{
    private static readonly SearchValues<char> NoIdentifier = SearchValues.Create(".<>\0\n ");

    internal static IReadOnlyList<KeyValuePair<PythonGlobal, Reducer>> All { get; } =
        [new(new("builtins", "getattr"), new GetAttributeReducer())];

    private sealed class GetAttributeReducer : Reducer
    {
        internal override object? Construct(in ReduceCall call)
        {
            if (!call.IsCall || call.Arguments.Items is not [PythonGlobal owner, string { Length: > 0 } name]
                || name.AsSpan().ContainsAny(NoIdentifier))
            {
                return null;
            }

            call.Budget.Spend(owner.Name.Length + name.Length);
            return new PythonGlobal(owner.Module, $"{owner.Name}.{name}");
        }
    }
}
