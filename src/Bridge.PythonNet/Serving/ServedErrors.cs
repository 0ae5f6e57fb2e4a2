using Bridge.Pickle;

namespace Bridge.PythonNet.Serving;

/// <summary>What C# throws, as what Python raises: only classes that every Python has.</summary>
internal static class ServedErrors
{
    /// <summary>The exception for Python; its note is .NET's account of it.</summary>
    public static PythonException Translate(Exception error)
    {
        if (error is PythonException python)
        {
            return python;
        }

        var translated = error switch
        {
            RemoteException remote => new PythonException(remote.PythonType, [.. remote.Arguments]),
            KeyNotFoundException => new PythonException("KeyError", error.Message),
            IndexOutOfRangeException => new PythonException("IndexError", error.Message),
            ArgumentException or FormatException => new PythonException("ValueError", error.Message),
            DivideByZeroException => new PythonException("ZeroDivisionError", error.Message),
            OverflowException => new PythonException("OverflowError", error.Message),
            InvalidCastException or PicklingException => new PythonException("TypeError", error.Message),
            NotImplementedException or NotSupportedException => new PythonException("NotImplementedError", error.Message),
            TimeoutException => new PythonException("TimeoutError", error.Message),
            FileNotFoundException or DirectoryNotFoundException => new PythonException("FileNotFoundError", error.Message),
            UnauthorizedAccessException => new PythonException("PermissionError", error.Message),
            IOException => new PythonException("OSError", error.Message),
            OutOfMemoryException => new PythonException("MemoryError", error.Message),
            _ => new PythonException("RuntimeError", $"{error.GetType().FullName}: {error.Message}"),
        };
        translated.AddNote("in .NET: " + error);
        return translated;
    }
}
