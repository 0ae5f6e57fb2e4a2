using System.Buffers;
using Bridge.Pickle.Converters;

namespace Bridge.Pickle;

/// <summary>Converts between .NET values and Python's pickles.</summary>
/// <remarks>
/// <para>Reads pickle protocols 0 to 5, writes 4 or what the options say. Nothing from a pickle is ever imported, called or executed.</para>
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
        options ??= PickleOptions.Default;
        var writer = options.RentWriter();
        try
        {
            writer.WritePickle(value);
            return writer.Output.ToArray();
        }
        finally
        {
            options.ReturnWriter(writer);
        }
    }

    /// <summary>Pickles a value into a buffer with the default options.</summary>
    /// <param name="output">Gets the pickle; nothing when it cannot be made.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="PicklingException">A type has no Python equivalent, or a limit is exceeded.</exception>
    public static void Serialize<T>(IBufferWriter<byte> output, T value) => Serialize(output, value, null);

    /// <summary>Pickles a value into a buffer.</summary>
    /// <param name="output">Gets the pickle; nothing when it cannot be made.</param>
    /// <param name="value">The value.</param>
    /// <param name="options">Null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="PicklingException">A type has no Python equivalent, or a limit is exceeded.</exception>
    public static void Serialize<T>(IBufferWriter<byte> output, T value, PickleOptions? options)
    {
        ArgumentNullException.ThrowIfNull(output);
        options ??= PickleOptions.Default;
        var writer = options.RentWriter();
        try
        {
            writer.WritePickle(value);
            writer.Output.CopyTo(output);
        }
        finally
        {
            options.ReturnWriter(writer);
        }
    }

    /// <summary>Reads a pickle as a given type.</summary>
    /// <param name="pickle">One pickle, without anything behind it.</param>
    /// <param name="options">Null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="UnpicklingException">The bytes are no pickle, or a limit is exceeded.</exception>
    /// <exception cref="InvalidCastException">The value is of another type, or does not fit.</exception>
    public static T Deserialize<T>(ReadOnlySpan<byte> pickle, PickleOptions? options = null)
    {
        options ??= PickleOptions.Default;
        if (DirectReader.TryRead<T>(pickle, options, out var value))
        {
            return value;
        }

        var natural = PickleReader.Read(pickle, [], options, out var hasShared);
        return Convert<T>(natural, options, hasShared);
    }

    /// <summary>
    /// Reads a pickle as what it is: <see cref="long"/>, <see cref="string"/>, <see cref="PythonDict"/>…
    /// </summary>
    /// <param name="pickle">One pickle, without anything behind it.</param>
    /// <param name="options">Null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="UnpicklingException">The bytes are no pickle, or a limit is exceeded.</exception>
    public static object? Deserialize(ReadOnlySpan<byte> pickle, PickleOptions? options = null)
    {
        return PickleReader.Read(pickle, options ?? PickleOptions.Default);
    }

    /// <summary>Reads a pickle of protocol 5 whose buffers travel beside it (PEP 574).</summary>
    /// <param name="pickle">One pickle, without anything behind it.</param>
    /// <param name="buffers">The buffers, in the order in which Python's <c>buffer_callback</c> got them.</param>
    /// <param name="options">Null for <see cref="PickleOptions.Default"/>.</param>
    /// <returns>The value. It refers to the buffers and does not copy them.</returns>
    /// <exception cref="UnpicklingException">
    /// The bytes are no pickle, need more buffers, or a limit is exceeded.
    /// </exception>
    public static object? Deserialize(
        ReadOnlySpan<byte> pickle, ReadOnlySpan<ReadOnlyMemory<byte>> buffers, PickleOptions? options = null) =>
        PickleReader.Read(pickle, buffers, options ?? PickleOptions.Default, out _);

    /// <summary>Converts a natural value to a type.</summary>
    /// <exception cref="InvalidCastException">The value is of another type, or does not fit.</exception>
    internal static T Convert<T>(object? natural, PickleOptions options, bool hasShared) =>
        options.Converters.Get<T>().Read(natural, new ReadContext(options, hasShared));
}
