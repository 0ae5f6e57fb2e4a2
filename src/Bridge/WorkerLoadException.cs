using Bridge.Workers;

namespace Bridge;

/// <summary>A worker program cannot begin its work. Its parent gets the kind and the message in place of a ready line.</summary>
/// <remarks>
/// Throw it out of the function that <see cref="BridgeWorker"/> asks for a <see cref="WorkerFunction"/>, or out of
/// <see cref="BridgeWorkerOptions.Setup"/>. The stack trace of an inner exception goes along.
/// </remarks>
public sealed class WorkerLoadException : BridgeException
{
    /// <summary>The <see cref="Kind"/> when the configuration is none.</summary>
    public const string BadConfiguration = "bad-config";

    /// <summary>The <see cref="Kind"/> when there is no such assembly or module.</summary>
    public const string ModuleNotFound = "module-not-found";

    /// <summary>The <see cref="Kind"/> when there is no such function.</summary>
    public const string FunctionNotFound = "function-not-found";

    /// <summary>The <see cref="Kind"/> when what is there cannot be called with a row.</summary>
    public const string NotCallable = "not-callable";

    /// <summary>The <see cref="Kind"/> when an assembly or module is there, and cannot be loaded.</summary>
    public const string ImportFailed = "import-failed";

    /// <summary>The <see cref="Kind"/> when the preparation before the first row failed.</summary>
    public const string SetupFailed = "setup-failed";

    /// <summary>Creates the exception.</summary>
    /// <param name="kind">What went wrong, for programs: one of the constants, or a word of your own.</param>
    /// <param name="message">What went wrong and what to do, for people: one sentence.</param>
    /// <param name="innerException">What code of the user threw.</param>
    public WorkerLoadException(string kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>What went wrong, for programs.</summary>
    public string Kind { get; }
}
