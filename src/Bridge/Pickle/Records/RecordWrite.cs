using Bridge.Pickle.Converters;

namespace Bridge.Pickle.Records;

/// <summary>Writes the members of a record.</summary>
/// <param name="writer">Gets the opcodes.</param>
/// <param name="value">The record.</param>
/// <param name="keys">The memo index of each key in this pickle; -1 when it was not written.</param>
/// <param name="names">The keys.</param>
/// <param name="converters">The converters of the members.</param>
internal delegate void RecordWrite<in T>(
    PickleWriter writer, T value, int[] keys, string[] names, PickleConverter[] converters);
