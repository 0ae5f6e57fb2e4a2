using Bridge.Pickle.Converters;

namespace Bridge.Pickle.Records;

/// <summary>A converter that makes its values of instances of one Python class.</summary>
internal interface IObjectReader
{
    /// <summary>The value of an instance.</summary>
    /// <exception cref="InvalidCastException">The instance has not what the type needs.</exception>
    object ReadObject(PythonObject instance, ReadContext context);
}
