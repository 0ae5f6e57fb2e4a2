namespace Bridge.Hosting;

/// <summary>Why a child cannot do its work.</summary>
/// <param name="Kind">A stable word, such as <c>function-not-found</c>.</param>
/// <param name="Message">One sentence that says what to do.</param>
/// <param name="Traceback">The Python traceback, or nothing.</param>
internal sealed record ChildError(string Kind, string Message, string Traceback);
