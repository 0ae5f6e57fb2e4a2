namespace Bridge.Pickle.Converters;

/// <summary>Writes values of one .NET type, found by their type at run time.</summary>
internal abstract class PickleConverter
{
    internal abstract void WriteObject(PickleWriter writer, object value);
}
