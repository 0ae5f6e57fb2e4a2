using System.Runtime.InteropServices;
using Python.Runtime;

namespace Bridge.PythonNet.TestHost;

/// <summary>The ways in which the process ends.</summary>
internal static class Ending
{
    public static async Task RunAsync(string end, EmbeddedPython python)
    {
        if (end != "signal-handled")
        {
            Console.WriteLine("ready");
        }

        switch (end)
        {
            case "return":
                return;
            case "dispose":
                await python.DisposeAsync();
                return;
            case "dispose-unawaited":
                _ = python.DisposeAsync().AsTask();
                return;
            case "throw-main":
                ThrowOnMain();
                return;
            case "throw-task":
                await Task.Run(async () =>
                {
                    await Task.Yield();
                    throw new InvalidTimeZoneException("on a task, and awaited");
                });
                return;
            case "throw-thread":
                new Thread(() => throw new InvalidTimeZoneException("on a thread")).Start();
                break;
            case "throw-python":
                new Thread(ThrowWithTheGil).Start();
                break;
            case "exit-main":
                Environment.Exit(7);
                return;
            case "exit-delegate":
                await python.RunAsync(() => Environment.Exit(7));
                return;
            case "exit-callback":
                await python.RunAsync(CallBack);
                return;
            case "exit-atexit":
                await python.RunAsync(ExitInAtexit);
                Environment.Exit(7);
                return;
            case "gil-held":
                _ = python.RunAsync(() => Thread.Sleep(Timeout.Infinite));
                await Task.Delay(100);
                Environment.Exit(7);
                return;
            case "use-after":
                await Disposal.CheckAsync(python);
                return;
            case "signal-handled":
                await WaitForSignalAsync();
                await python.DisposeAsync();
                return;
            case "signal":
                break;
            default:
                throw new ArgumentException($"There is no ending {end}.");
        }

        await Task.Delay(Timeout.Infinite);
    }

    private static void ThrowOnMain()
    {
        var thread = new Thread(() => { });
        thread.Start();
        thread.Join();
        throw new InvalidTimeZoneException("on the main thread");
    }

    private static void ThrowWithTheGil()
    {
        using (Py.GIL())
        {
            throw new InvalidTimeZoneException("with the GIL held");
        }
    }

    private static void CallBack()
    {
        using var exit = new Action(() => Environment.Exit(7)).ToPython();
        exit.Invoke().Dispose();
    }

    private static void ExitInAtexit()
    {
        using var exit = new Action(() => Environment.Exit(7)).ToPython();
        using var atexit = Py.Import("atexit");
        atexit.InvokeMethod("register", exit).Dispose();
    }

    private static async Task WaitForSignalAsync()
    {
        var came = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Handle(PosixSignalContext context)
        {
            context.Cancel = true; // the program ends by itself
            came.TrySetResult();
        }

        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);
        Console.WriteLine("ready");
        await came.Task;
    }
}
