using System.Buffers;
using Bridge.Pickle.Converters;

namespace Bridge.Pickle;

/// <summary>Converts between .NET values and Python's pickles.</summary>
/// <remarks>
/// <para>Reads pickle protocols 0 to 5, writes 4. Nothing from a pickle is ever imported, called or executed.</para>
/// <para>
/// Thread-safe. A value that occurs twice in a pickle is one instance here, and the other way round; cycles are fine.
/// </para>
/// </remarks>
public static class PickleSerializer
{
    /// <summary>Pickles a value with the default options.</summary>
    /// <param name="value">The value.</param>
    /// <exception cref="PicklingException">A type has no Python equivalent, or a limit is exceeded.</exception>
    public static byte[] Serialize<T>(T value) => Serialize(value, null);

    /// <summary>Pickles a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="options">Null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="PicklingException">A type has no Python equivalent, or a limit is exceeded.</exception>
    public static byte[] Serialize<T>(T value, PickleOptions? options)
    {
        var output = new ArrayBufferWriter<byte>();
        PickleWriter.Write(output, value, options ?? PickleOptions.Default);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Pickles a value into a buffer with the default options.</summary>
    /// <param name="output">Gets the pickle. After an exception it may hold a part of it.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="PicklingException">A type has no Python equivalent, or a limit is exceeded.</exception>
    public static void Serialize<T>(IBufferWriter<byte> output, T value) => Serialize(output, value, null);

    /// <summary>Pickles a value into a buffer.</summary>
    /// <param name="output">Gets the pickle. After an exception it may hold a part of it.</param>
    /// <param name="value">The value.</param>
    /// <param name="options">Null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="PicklingException">A type has no Python equivalent, or a limit is exceeded.</exception>
    public static void Serialize<T>(IBufferWriter<byte> output, T value, PickleOptions? options)
    {
        ArgumentNullException.ThrowIfNull(output);
        PickleWriter.Write(output, value, options ?? PickleOptions.Default);
    }

    /// <summary>Reads a pickle as a given type.</summary>
    /// <param name="pickle">One pickle, without anything behind it.</param>
    /// <param name="options">Null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="UnpicklingException">The bytes are no pickle, or a limit is exceeded.</exception>
    /// <exception cref="InvalidCastException">The value is of another type, or does not fit.</exception>
    public static T Deserialize<T>(ReadOnlySpan<byte> pickle, PickleOptions? options = null)
    {
        options ??= PickleOptions.Default;
        var value = PickleReader.Read(pickle, options);
        return options.Converters.Get<T>().Read(value, new ReadContext(options));
    }

    /// <summary>
    /// Reads a pickle as what it is: <see cref="long"/>, <see cref="string"/>, <see cref="PythonDict"/>…
    /// </summary>
    /// <param name="pickle">One pickle, without anything behind it.</param>
    /// <param name="options">Null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="UnpicklingException">The bytes are no pickle, or a limit is exceeded.</exception>
    public static object? Deserialize(ReadOnlySpan<byte> pickle, PickleOptions? options = null)
    {
        options ??= PickleOptions.Default;
        return new NaturalBuilder(options).Build(PickleReader.Read(pickle, options));
    }
}
