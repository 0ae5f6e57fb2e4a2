using System.Runtime.InteropServices;
using Python.Runtime;

namespace Bridge.PythonNet;

/// <summary>What pythonnet does not offer of CPython's C API.</summary>
internal static unsafe class NativePython
{
    private static delegate* unmanaged[Cdecl]<int> _gilStateCheck;
    private static delegate* unmanaged[Cdecl]<CULong, nint, int> _setAsyncExc;
    private static delegate* unmanaged[Cdecl]<void> _clearError;

    /// <summary>Whether this thread holds the GIL.</summary>
    public static bool HasGil => _gilStateCheck is not null && _gilStateCheck() == 1;

    public static void Load(string library)
    {
        var handle = NativeLibrary.Load(library);
        _gilStateCheck = (delegate* unmanaged[Cdecl]<int>)NativeLibrary.GetExport(handle, "PyGILState_Check");
        _clearError = (delegate* unmanaged[Cdecl]<void>)NativeLibrary.GetExport(handle, "PyErr_Clear");
        _setAsyncExc = (delegate* unmanaged[Cdecl]<CULong, nint, int>)NativeLibrary.GetExport(handle, "PyThreadState_SetAsyncExc");
    }

    /// <summary>Forgets an exception that nobody asked for. Needs the GIL.</summary>
    public static void ClearError() => _clearError();

    /// <summary>Raises an exception in another thread at its next instruction; null withdraws one. Needs the GIL.</summary>
    public static void Raise(ulong thread, PyObject? type)
    {
#pragma warning disable CS0612 // obsolete, and the only way to the pointer
        _ = _setAsyncExc(new CULong((nuint)thread), type?.Handle ?? 0);
#pragma warning restore CS0612
    }
}
