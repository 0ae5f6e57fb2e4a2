using Bridge.Pickle.Converters;
using Bridge.Pickle.Records;

namespace Bridge.Pickle.Reducers;

/// <summary>Makes instances of one Python class values of the type that was registered for it.</summary>
/// <param name="type">The type; it has a <see cref="PythonClassAttribute"/>.</param>
/// <param name="options">Whose converters are used.</param>
internal sealed class ClassReducer(Type type, PickleOptions options) : Reducer
{
    internal override bool NeedsWholeParts => true;

    private IObjectReader? Reader => field ??= options.Converters.Get(type) as IObjectReader;

    /// <summary>Where no state is to follow: enums, namedtuples, and what is made by a call.</summary>
    internal override object? Construct(in ReduceCall call) =>
        call.Arguments.Count > 0 ? Read(new PythonObject(call.Callable, call.Arguments, call.Kind), call.Budget) : null;

    internal override object? Complete(PythonObject instance, CopyBudget budget) => Read(instance, budget);

    private object? Read(PythonObject instance, CopyBudget budget)
    {
        try
        {
            return Reader?.ReadObject(instance, budget.Conversion ??= new ReadContext(options, hasShared: true));
        }
        catch (InvalidCastException)
        {
            return null; // stays inert, and who asks for the type is told why
        }
    }
}
