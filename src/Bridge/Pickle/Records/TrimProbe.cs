using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Bridge.Pickle.Records;

/// <summary>Finds out whether the program was trimmed.</summary>
internal static class TrimProbe
{
    /// <summary>Whether this assembly is whole: a trimmer takes out what nobody seems to use, as the property below.</summary>
    internal static bool IsWhole { get; } = Has(typeof(TrimProbe), nameof(Unused));

    internal static int Unused => 0;

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "That it may be gone is the question.")]
    private static bool Has(Type type, string property) =>
        type.GetProperty(property, BindingFlags.Static | BindingFlags.NonPublic) is not null;
}
