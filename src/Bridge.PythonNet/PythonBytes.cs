using Python.Runtime;

namespace Bridge.PythonNet;

/// <summary>The memory of a Python bytes object, read in place. Made and disposed with the GIL held; read without, too.</summary>
internal readonly unsafe struct PythonBytes : IDisposable
{
    private readonly PyBuffer _buffer;

    private PythonBytes(PyBuffer buffer) => _buffer = buffer;

    public ReadOnlySpan<byte> Span => new((void*)_buffer.Buffer, checked((int)_buffer.Length));

    public static PythonBytes Of(PyObject bytes) => new(bytes.GetBuffer(PyBUF.SIMPLE));

    public void Dispose() => _buffer.Dispose();
}
