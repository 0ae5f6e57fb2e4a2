using Bridge.Cli.Errors;

namespace Bridge.Cli.Files;

/// <summary>Opens what the command line names; <c>-</c> is standard input or output.</summary>
internal static class NamedStream
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Whether <paramref name="name"/> stands for standard input or output.</summary>
    public static bool IsStandard(string name) => name == "-";

    /// <summary>What messages call it.</summary>
    public static string InputName(string name) => IsStandard(name) ? "standard input" : name;

    /// <summary>What messages call it.</summary>
    public static string OutputName(string name) => IsStandard(name) ? "standard output" : name;

    /// <summary>Opens an input.</summary>
    /// <exception cref="CliException">There is no such file, or it cannot be read.</exception>
    public static Stream OpenRead(string name)
    {
        if (IsStandard(name))
        {
            return new StandardInput(Console.OpenStandardInput());
        }

        if (name.Length == 0)
        {
            throw CliException.Usage("a file name is empty; give the path of a file.");
        }

        try
        {
            return new FileStream(
                name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, BufferSize, useAsync: true);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw CliException.Usage($"there is no file {name}; check the path.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw CliException.Usage($"{name} cannot be read ({Reason(name, e)}); choose a file that can.", e);
        }
    }

    /// <summary>Creates or overwrites an output.</summary>
    /// <exception cref="CliException">The file cannot be created.</exception>
    public static Stream OpenWrite(string name)
    {
        if (IsStandard(name))
        {
            return new StandardOutput();
        }

        try
        {
            // A file with content may be our own input under another name (a hard link, a linked folder). Asking for it
            // alone fails then, before anything in it is lost.
            var share = new FileInfo(name) is { Exists: true, Length: > 0 } ? FileShare.None : FileShare.Read;
            return new FileStream(name, FileMode.Create, FileAccess.Write, share, bufferSize: 0);
        }
        catch (Exception e) when (e is DirectoryNotFoundException)
        {
            throw CliException.Usage($"{name} cannot be created; create its folder first.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw CliException.Failed($"{name} cannot be written ({Reason(name, e)}); choose another place.", e);
        }
    }

    /// <summary>Whether both names lead to the same file.</summary>
    public static bool AreSame(string one, string other) =>
        !IsStandard(one) && !IsStandard(other) && Resolve(one) == Resolve(other);

    private static string Resolve(string name)
    {
        var path = Path.GetFullPath(name);
        var target = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true) : null;
        return target?.FullName ?? path;
    }

    private static string Reason(string name, Exception exception) =>
        Directory.Exists(name) ? "it is a folder" : ErrorReport.OneLine(exception.Message).TrimEnd('.');
}
