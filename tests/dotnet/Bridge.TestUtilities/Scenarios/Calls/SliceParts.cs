using Bridge.Pickle;

namespace Bridge.TestUtilities.Scenarios.Calls;

/// <summary>Slices as the methods of .NET take them.</summary>
internal static class SliceParts
{
    /// <summary>The parts of a slice; null when one is no integer.</summary>
    public static (int? Start, int? Stop, int? Step)? ToIntegers(this PythonSlice slice) =>
        slice is { Start: long or null, Stop: long or null, Step: long or null }
            ? ((int?)(long?)slice.Start, (int?)(long?)slice.Stop, (int?)(long?)slice.Step)
            : null;
}
