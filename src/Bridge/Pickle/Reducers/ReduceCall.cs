namespace Bridge.Pickle.Reducers;

/// <summary>A REDUCE, NEWOBJ or NEWOBJ_EX of a known class.</summary>
/// <param name="Callable">The class or function.</param>
/// <param name="Arguments">What it is called with.</param>
/// <param name="Kind">Whether it is called, or only its <c>__new__</c>.</param>
/// <param name="Budget">Pays for copies.</param>
/// <param name="Filler">Knows which arguments are not complete yet; null when all are.</param>
internal readonly record struct ReduceCall(
    PythonGlobal Callable, PythonTuple Arguments, PythonObjectKind Kind, CopyBudget Budget, HashedFiller? Filler = null)
{
    /// <summary>Whether the class itself is called.</summary>
    internal bool IsCall => Kind == PythonObjectKind.Reduce;
}
