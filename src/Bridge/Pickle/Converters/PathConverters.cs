namespace Bridge.Pickle.Converters;

/// <summary>A path of Python's <c>pathlib</c>.</summary>
internal sealed class PathConverter : ReducedConverter<PythonPath>
{
    private static readonly PythonGlobal[] Classes =
        [.. Enum.GetValues<PythonPathKind>().Select(kind => new PythonGlobal("pathlib", kind.ToString()))];

    internal override PythonPath Read(object? value, ReadContext context) => value switch
    {
        null => null!,
        PythonPath path => path,
        _ => throw ReadContext.Mismatch<PythonPath>(value),
    };

    internal static void Write(PickleWriter writer, PythonPathKind kind, string text, object? identity)
    {
        writer.WriteGlobal(Classes[(int)kind]);
        if (text == ".")
        {
            writer.WriteOpcode(Opcode.EmptyTuple);
            writer.WriteOpcode(Opcode.Reduce);
            writer.Memoize(identity);
            return;
        }

        writer.WriteString(text);
        writer.WriteReduce(Opcode.Tuple1, identity);
    }

    private protected override void WriteReduced(PickleWriter writer, PythonPath value, object? identity) =>
        Write(writer, value.Kind, value.Text, identity);
}

/// <summary>A <c>pathlib.Path</c>, or the path as a str. Written with its full name.</summary>
internal abstract class FileSystemConverter<T> : ReducedConverter<T>
    where T : FileSystemInfo
{
    internal sealed override T Read(object? value, ReadContext context)
    {
        if (value is null)
        {
            return null!;
        }

        if ((value as string ?? (value as PythonPath)?.Text) is not { } text)
        {
            throw ReadContext.Mismatch<T>(value);
        }

        try
        {
            return Create(text);
        }
        catch (ArgumentException e)
        {
            throw new InvalidCastException(
                $"The value is a Python {PythonTypeName.Of(value)} that is no path on this system.", e);
        }
    }

    private protected abstract T Create(string path);

    private protected sealed override void WriteReduced(PickleWriter writer, T value, object? identity) =>
        PathConverter.Write(writer, PythonPathKind.Path, value.FullName, identity);
}

/// <summary>A path as <see cref="FileInfo"/>.</summary>
internal sealed class FileInfoConverter : FileSystemConverter<FileInfo>
{
    private protected override FileInfo Create(string path) => new(path);
}

/// <summary>A path as <see cref="DirectoryInfo"/>.</summary>
internal sealed class DirectoryInfoConverter : FileSystemConverter<DirectoryInfo>
{
    private protected override DirectoryInfo Create(string path) => new(path);
}
