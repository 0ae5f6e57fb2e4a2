using Python.Runtime;

namespace Bridge.PythonNet;

/// <summary>C# that Python calls.</summary>
internal static class Callback
{
    /// <summary>A Python callable with one argument, which the body must not keep. Needs the GIL, which the body has.</summary>
    /// <remarks>pythonnet gives the GIL up while a delegate runs, so that using its argument would crash.</remarks>
    public static PyObject Of(Action<PyObject> body) => new Action<PyObject>(argument =>
    {
        using (Py.GIL())
        {
            using (argument)
            {
                body(argument);
            }
        }
    }).ToPython();
}
