namespace Bridge.Pickle;

/// <summary>An exception as the last line of a traceback in Python shows it.</summary>
internal static class PythonExceptionText
{
    internal static string Of(string pythonType, PythonTuple arguments)
    {
        var shortName = pythonType[(pythonType.LastIndexOf('.') + 1)..];
        var text = arguments.Items switch
        {
            [] => "",
            // KeyError('zz') prints its argument's repr in Python as well.
            [string key] when pythonType == "builtins.KeyError" => PickleText.ToString(key),
            [string only] => only,
            [var only] => PickleText.ToString(only),
            _ => PickleText.ToString(arguments),
        };
        return text.Length == 0 ? shortName : $"{shortName}: {text}";
    }
}
