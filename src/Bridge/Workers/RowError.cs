namespace Bridge.Workers;

/// <summary>Why one row has no result.</summary>
/// <param name="PythonType">The class of the Python exception, such as <c>"builtins.ValueError"</c>.</param>
/// <param name="Message">Its text.</param>
/// <param name="Traceback">The Python traceback; empty when the process died.</param>
/// <param name="Arguments">The arguments of the exception, those that are plain values.</param>
public sealed record RowError(
    string PythonType, string Message, string Traceback, IReadOnlyList<object?> Arguments)
{
    /// <summary>The <see cref="PythonType"/> of rows whose worker process died again and again.</summary>
    public const string WorkerDied = "dotnet_bridge.WorkerDied";

    /// <summary>The <see cref="PythonType"/> of a row that lacks a column; the arguments are it and those there are.</summary>
    public const string MissingColumn = "dotnet_bridge.MissingColumnError";

    /// <summary>The result has another type than the one that was asked for.</summary>
    internal static RowError OfCast(InvalidCastException error) =>
        new(typeof(InvalidCastException).FullName!, error.Message, "", []);
}
