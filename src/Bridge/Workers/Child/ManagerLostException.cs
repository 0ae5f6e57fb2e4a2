namespace Bridge.Workers.Child;

/// <summary>The manager is gone, or it has lost a queue. Its message is none when the parent notices by itself.</summary>
internal sealed class ManagerLostException(string message = "") : Exception(message);
