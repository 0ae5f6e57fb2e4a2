namespace Bridge.Pickle;

/// <summary>A natural value that BUILD gives a state to.</summary>
internal interface IStateful
{
    /// <summary>Takes the state; false when it is of no form that CPython writes.</summary>
    bool TrySetState(object? state);
}
