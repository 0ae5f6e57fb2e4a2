using System.Diagnostics;

namespace Bridge.Workers.Child;

/// <summary>The end of this process that nothing can hold up.</summary>
internal static class ProcessEnd
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Exits; kills the process if code of the user keeps that from happening.</summary>
    public static void Now(int exitCode)
    {
        new Thread(Kill) { IsBackground = true, Name = "Bridge end" }.Start();
        Environment.Exit(exitCode);
    }

    private static void Kill()
    {
        Thread.Sleep(Patience);
        using var self = Process.GetCurrentProcess();
        self.Kill();
    }
}
