namespace Bridge.Pickle;

/// <summary>
/// The classes, functions and modules of one pickle. Python has each only once, whatever instances they are here.
/// </summary>
internal sealed class WrittenNames
{
    private readonly Dictionary<PythonGlobal, PythonGlobal> _globals = [];
    private readonly Dictionary<string, string> _modules = [];

    /// <summary>The instance that was written first; this one, if it is the first.</summary>
    internal PythonGlobal FirstOf(PythonGlobal global)
    {
        if (!_globals.TryGetValue(global, out var first))
        {
            _globals[global] = first = global;
        }

        return first;
    }

    /// <inheritdoc cref="FirstOf(PythonGlobal)"/>
    internal string FirstOf(string module)
    {
        if (!_modules.TryGetValue(module, out var first))
        {
            _modules[module] = first = module;
        }

        return first;
    }

    internal void Clear()
    {
        _globals.Clear();
        _modules.Clear();
    }
}
