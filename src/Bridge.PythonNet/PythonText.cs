using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Python.Runtime;

namespace Bridge.PythonNet;

/// <summary>Lets text with lone surrogates pass between pythonnet and Python, as Bridge's codec does.</summary>
/// <remarks>
/// pythonnet converts strictly, and does not look whether it succeeded: a lone surrogate among the arguments of a
/// <c>dynamic</c> call becomes a null pointer, which crashes the process. So its two pointers to CPython's converters are
/// set to these, which do not fail. A pythonnet that keeps them elsewhere stays as it is.
/// </remarks>
internal static unsafe class PythonText
{
    private static readonly nint Utf16 = Marshal.StringToCoTaskMemUTF8("utf-16");
    private static readonly nint SurrogatePass = Marshal.StringToCoTaskMemUTF8("surrogatepass");

    private static delegate* unmanaged[Cdecl]<nint, nint, nint, nint, nint> _decode;
    private static delegate* unmanaged[Cdecl]<nint, nint, nint, nint> _encode;

    /// <summary>Replaces pythonnet's converters. Needs the GIL.</summary>
    public static void Replace(string library)
    {
        var handle = NativeLibrary.Load(library);
        _decode = (delegate* unmanaged[Cdecl]<nint, nint, nint, nint, nint>)NativeLibrary.GetExport(handle, "PyUnicode_DecodeUTF16");
        _encode = (delegate* unmanaged[Cdecl]<nint, nint, nint, nint>)NativeLibrary.GetExport(handle, "PyUnicode_AsEncodedString");
        Set("PyUnicode_DecodeUTF16", (nint)(delegate* unmanaged[Cdecl]<nint, nint, nint, nint, nint>)&Decode);
        Set("PyUnicode_AsUTF16String", (nint)(delegate* unmanaged[Cdecl]<nint, nint>)&Encode);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Decode(nint text, nint size, nint errors, nint byteOrder) =>
        _decode(text, size, errors == 0 ? SurrogatePass : errors, byteOrder);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Encode(nint text) => _encode(text, Utf16, SurrogatePass);

    private static void Set(string name, nint function)
    {
        var field = typeof(Runtime).GetNestedType("Delegates", BindingFlags.NonPublic)?
            .GetField($"<{name}>k__BackingField", BindingFlags.Static | BindingFlags.NonPublic);
        if (field is null)
        {
            return;
        }

        // The field is read-only, so reflection itself would refuse.
        var set = new DynamicMethod("Set" + name, null, [typeof(nint)], typeof(Runtime).Module, skipVisibility: true);
        var code = set.GetILGenerator();
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Stsfld, field);
        code.Emit(OpCodes.Ret);
        set.CreateDelegate<Action<nint>>()(function);
    }
}
