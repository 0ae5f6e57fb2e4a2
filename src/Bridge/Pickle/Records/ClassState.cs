namespace Bridge.Pickle.Records;

/// <summary>Finds the attributes of an instance in what Python wrote of it.</summary>
internal static class ClassState
{
    /// <summary>The class; also that of an instance which protocol 0 or 1 wrote (Lib/copyreg.py, _reduce_ex).</summary>
    internal static PythonGlobal? ClassOf(PythonObject instance) =>
        IsReconstructed(instance) ? instance.Arguments[0] as PythonGlobal : instance.Class;

    /// <summary>A dict of attributes, or a tuple of values in order; null for anything else.</summary>
    internal static object? Of(PythonObject instance)
    {
        if (instance is not { KeywordArguments: null or { Count: 0 }, Items: null, Pairs: null })
        {
            return null;
        }

        if (instance.Arguments.Count > 0 && !IsReconstructed(instance))
        {
            return instance.HasState && instance.State is not null ? null : instance.Arguments;
        }

        return instance.State switch
        {
            null => new PythonDict(),
            PythonDict attributes => attributes,

            // With slots: object.__getstate__ gives the dict and what is in the slots, a frozen dataclass a list.
            PythonTuple { Items: [null, PythonDict slots] } => slots,
            PythonTuple { Items: [PythonDict attributes, PythonDict slots] } => new PythonDict(attributes.Concat(slots)),
            PythonTuple values => values,
            List<object?> values => PythonTuple.Create([.. values]),
            _ => null,
        };
    }

    private static bool IsReconstructed(PythonObject instance) =>
        instance.Class is { Module: "copyreg" or "copy_reg", Name: "_reconstructor" }
        && instance.Arguments.Items is [PythonGlobal, PythonGlobal { Name: "object" }, null];
}
