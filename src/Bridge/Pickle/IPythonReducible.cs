namespace Bridge.Pickle;

/// <summary>A .NET value that knows its own pickled form; a proxy, for example.</summary>
internal interface IPythonReducible
{
    /// <summary>How Python makes the value. Called once per pickle; the value itself is what is shared.</summary>
    /// <param name="options">The options of the writer.</param>
    PythonObject Reduce(PickleOptions options);
}
