namespace Bridge.Pickle;

/// <summary>The canonical JSON of a pickle: every Python type kept apart, nothing executed.</summary>
/// <remarks>
/// <para>
/// None, bool, int, str and list are JSON. The rest are objects with one telling key: <c>{"float":"1.5"}</c>,
/// <c>{"bytes":"base64"}</c>, <c>{"bytearray":…}</c>, <c>{"tuple":[…]}</c>, <c>{"set":[…]}</c>,
/// <c>{"frozenset":[…]}</c>, <c>{"dict":[[k,v],…]}</c>, <c>{"complex":["re","im"]}</c>,
/// <c>{"global":"module.name"}</c>,
/// and <c>{"object":"module.name","args":[…],"kwargs":…,"state":…,"items":[…],"pairs":[…]}</c>.
/// </para>
/// <para><c>{"ref":n}</c> stands for a value that contains itself, n containers up. Thread-safe.</para>
/// </remarks>
public static class PickleJson
{
    /// <summary>Writes one line of ASCII, without spaces and without an end of line.</summary>
    /// <param name="pickle">One pickle, without anything behind it.</param>
    /// <param name="output">Gets the JSON.</param>
    /// <param name="options">Null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="UnpicklingException">The bytes are no pickle, or a limit is exceeded.</exception>
    public static void Write(ReadOnlySpan<byte> pickle, TextWriter output, PickleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        options ??= PickleOptions.Default;
        new JsonRenderer(output, options.Limits, pickle.Length).WriteValue(PickleReader.Read(pickle, options.AsRaw()));
    }
}
