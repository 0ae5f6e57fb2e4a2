using System.Reflection;

namespace Bridge.Pickle.Records;

/// <summary>What the source says about null. Without nullable annotations it says nothing.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class Nullability
{
    private const string Switch = "System.Reflection.NullabilityInfoContext.IsSupported";

    private readonly NullabilityInfoContext? _context =
        AppContext.TryGetSwitch(Switch, out var isSupported) && !isSupported ? null : new();

    internal bool AllowsNull(ParameterInfo parameter) =>
        Nullable.GetUnderlyingType(parameter.ParameterType) is not null
        || (!parameter.ParameterType.IsValueType
            && _context?.Create(parameter).WriteState == NullabilityState.Nullable);

    internal bool RefusesNull(PropertyInfo property) =>
        !property.PropertyType.IsValueType && _context?.Create(property).ReadState == NullabilityState.NotNull;
}
