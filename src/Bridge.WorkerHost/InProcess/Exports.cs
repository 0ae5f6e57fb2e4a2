using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Bridge.Pickle;

namespace Bridge.WorkerHost.InProcess;

/// <summary>What Python calls, by pointer and without its global lock; the other side is <c>_clr.py</c>.</summary>
/// <remarks>
/// Nothing may be thrown out of these: that would end the process. A call returns the length of the answer in the
/// buffer, times two, plus one for a plain one; or one of the constants.
/// </remarks>
internal static unsafe class Exports
{
    private const long Kept = -1; // the answer is where the reply says
    private const long Running = -2; // the reply has the handle of the call
    private const long Canceled = -3;
    private const long Broken = -4;

    private const int HasColumns = 1;
    private const int IsConcurrent = 2;
    private const long IsMain = 1;

    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(2);
    private static readonly LoadedFunctions Functions = new();

    /// <summary>Fills in the addresses of the others.</summary>
    /// <remarks>The signature is the one that clr_loader asks for.</remarks>
    public static int Start(nint table, int size)
    {
        nint[] addresses =
        [
            (nint)(delegate* unmanaged[Cdecl]<byte*, int, int, Reply*, int>)&Load,
            (nint)(delegate* unmanaged[Cdecl]<int, byte*, long, long, Reply*, long>)&Call,
            (nint)(delegate* unmanaged[Cdecl]<nint, Reply*, long>)&Wait,
            (nint)(delegate* unmanaged[Cdecl]<nint, int>)&Cancel,
            (nint)(delegate* unmanaged[Cdecl]<nint, void>)&Forget,
            (nint)(delegate* unmanaged[Cdecl]<nint, void>)&Release,
            (nint)(delegate* unmanaged[Cdecl]<void>)&Stop,
        ];
        if (size != addresses.Length * sizeof(nint))
        {
            return -1;
        }

        addresses.CopyTo(new Span<nint>((void*)table, addresses.Length));
        return 0;
    }

    /// <summary>Loads a function and gives its number; or -1, and the reply is the tuple (message, trace).</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Load(byte* name, int length, int flags, Reply* reply)
    {
        try
        {
            var text = Encoding.UTF8.GetString(name, length);
            return Functions.Load(text, (flags & HasColumns) != 0, (flags & IsConcurrent) != 0);
        }
        catch (Exception error)
        {
            var cause = error is WorkerLoadException ? error.InnerException : error;
            var told = new PythonTuple(error.Message, cause is null ? "" : Workers.Child.RowFailure.Trace(cause));
            KeptAnswer.Keep(PickleSerializer.Serialize(told), isPlain: true, null, reply);
            return -1;
        }
    }

    /// <summary>Calls a function with a pickled list of rows.</summary>
    /// <remarks>The flags are the number of rows, times two, plus one on the main thread of Python.</remarks>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long Call(int number, byte* rows, long length, long flags, Reply* reply)
    {
        var count = flags >> 1;
        try
        {
            var function = Functions[number];
            if (length > Array.MaxLength)
            {
                var error = new ArgumentException("What is passed is larger than 2 GB.");
                return Give(function.Failed(error, count), reply);
            }

            var batch = new ReadOnlySpan<byte>(rows, (int)length).ToArray();
            if ((flags & IsMain) != 0 && (function.IsCancelable || !function.Blocks))
            {
                var running = RunningCall.Start(function, batch, count, Functions.Stopping);
                return Wait(running, reply);
            }

            var answer = function.RunAsync(batch, count, Functions.Stopping);
            return Give(
                answer.IsCompletedSuccessfully ? answer.Result : answer.AsTask().GetAwaiter().GetResult(),
                reply);
        }
        catch (OperationCanceledException)
        {
            return Canceled;
        }
        catch (Exception)
        {
            return Broken;
        }
    }

    /// <summary>Waits for another moment for a call that runs.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static long Wait(nint handle, Reply* reply)
    {
        try
        {
            return RunningCall.TryGet(handle) is { } running ? Wait(running, reply) : Broken;
        }
        catch (OperationCanceledException)
        {
            return Canceled;
        }
        catch (Exception)
        {
            return Broken;
        }
    }

    /// <summary>Tells a call that runs to end; 0 when its method cannot be told.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Cancel(nint handle) => RunningCall.TryGet(handle)?.TryCancel() == true ? 1 : 0;

    /// <summary>Waits for a call no more.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Forget(nint handle) => RunningCall.TryGet(handle)?.Dispose();

    /// <summary>Says that Python has read an answer that was kept.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Release(nint handle) => KeptAnswer.Release(handle);

    /// <summary>The program ends: nothing is called after this.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Stop()
    {
        try
        {
            Task.Run(() => Functions.DisposeAsync().AsTask()).Wait(StopTime);
        }
        catch (Exception)
        {
            // A callback of the user's threw; it ends anyway.
        }
    }

    private static long Wait(RunningCall running, Reply* reply)
    {
        if (running.Wait() is not { } answer)
        {
            reply->Handle = (nint)running.Handle();
            return Running;
        }

        running.Dispose();
        return Give(answer, reply);
    }

    private static long Give(in Answer answer, Reply* reply)
    {
        if (answer.Pickle.Length > reply->Capacity || answer.MayHaveProxies)
        {
            KeptAnswer.Keep(answer.Pickle, answer.IsPlain, answer.Written, reply);
            return Kept;
        }

        answer.Pickle.CopyTo(new Span<byte>(reply + 1, (int)reply->Capacity));
        return ((long)answer.Pickle.Length << 1) | (answer.IsPlain ? 1L : 0L);
    }
}
