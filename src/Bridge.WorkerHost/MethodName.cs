using Bridge.Workers;

namespace Bridge.WorkerHost;

/// <summary>What a text such as <c>path/Worker.dll:Namespace.Type.Method</c> names.</summary>
/// <param name="Path">The full path of the assembly.</param>
/// <param name="Type">The full name of the type.</param>
/// <param name="Method">The name of the method.</param>
internal sealed record MethodName(string Path, string Type, string Method)
{
    /// <summary>The name of the file, for messages.</summary>
    public string File => System.IO.Path.GetFileName(Path);

    /// <summary>Reads the text. The last colon counts, so that <c>C:\Worker.dll:Type.Method</c> keeps its drive.</summary>
    /// <exception cref="WorkerLoadException">It names no method.</exception>
    public static MethodName Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        var dot = text.LastIndexOf('.');
        return colon > 0 && dot > colon + 1 && dot < text.Length - 1
            ? new MethodName(System.IO.Path.GetFullPath(text[..colon]), text[(colon + 1)..dot], text[(dot + 1)..])
            : throw new WorkerLoadException(
                WorkerLoadException.BadConfiguration,
                $"'{text}' names no method; write path/to/Worker.dll:Namespace.Type.Method.");
    }
}
