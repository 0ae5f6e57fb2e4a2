using System.Runtime.CompilerServices;
using Python.Runtime;

namespace Bridge.PythonNet;

/// <summary>Refuses what would take Python objects, or the rest of a delegate, to a thread without the GIL.</summary>
internal static class Escape
{
    private const string Objects =
        "A Python object may be used only with the GIL held; return a value, or Hold(object), a PythonReference.";

    private const string Tasks =
        "The delegate is asynchronous: after its first await it would run on a thread without the GIL. "
        + "Return a value, and await outside.";

    /// <exception cref="ArgumentException">A delegate that returns this type cannot be run.</exception>
    public static void Refuse(Type type, string parameter)
    {
        if (IsTask(type) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>)) || type == typeof(ValueTask))
        {
            throw new ArgumentException(Tasks, parameter);
        }

        if (HoldsObjects(type))
        {
            throw new ArgumentException(Objects, parameter);
        }
    }

    /// <summary>The same for what a delegate has returned, whose type may say nothing; null when it may pass.</summary>
    public static Exception? Find<T>(T result) => Of<T>.MayHide ? FindHidden(result) : null;

    private static InvalidOperationException? FindHidden(object? result) => result switch
    {
        null or string => null,
        Task => new InvalidOperationException(Tasks),
        PyObject => new InvalidOperationException(Objects),
        ITuple tuple when Enumerable.Range(0, tuple.Length).Any(i => tuple[i] is PyObject) => new InvalidOperationException(Objects),
        _ => HoldsObjects(result.GetType()) ? new InvalidOperationException(Objects) : null,
    };

    // A class that others derive from may be one of those that matter here.
    private static bool MayHide(Type type) =>
        !type.IsSealed || (type.IsGenericType && type.GetGenericArguments().Any(MayHide));

    private static bool IsTask(Type type) => typeof(Task).IsAssignableFrom(type);

    private static bool HoldsObjects(Type type) =>
        typeof(PyObject).IsAssignableFrom(type)
        || (type.IsArray && HoldsObjects(type.GetElementType()!))
        || (type.IsGenericType && !typeof(Delegate).IsAssignableFrom(type) && type.GetGenericArguments().Any(HoldsObjects));

    private static class Of<T>
    {
        public static readonly bool MayHide = Escape.MayHide(typeof(T));
    }
}
