namespace Bridge.Pickle.Reducers;

/// <summary>Turns what Python's <c>__reduce__</c> wrote for one class into a .NET value.</summary>
/// <remarks>
/// Gets exactly what CPython writes, or leaves the object inert by answering null: then it survives as it is.
/// Never throws for bad arguments. Thread-safe; one instance serves all pickles.
/// </remarks>
internal abstract class Reducer
{
    /// <summary>
    /// Whether values are copied out of the parts, which must not grow any more then; see <see cref="OpenParts"/>.
    /// </summary>
    internal virtual bool NeedsWholeParts => false;

    /// <summary>The value of a call of the class, where no state is to follow; null leaves it inert.</summary>
    internal virtual object? Construct(in ReduceCall call) => null;

    /// <summary>The value of an inert object of the class that has its state now; null leaves it inert.</summary>
    internal virtual object? Complete(PythonObject instance, CopyBudget budget) => null;
}
