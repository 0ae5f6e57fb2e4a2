using System.Reflection;
using System.Security.Cryptography;

namespace Bridge.Hosting;

/// <summary>The Python half, carried by this assembly and laid out on disk for the child processes.</summary>
/// <remarks>
/// It lies in the user's cache folder under a name that holds the hash of its content, so versions do not meet and
/// processes share it. Each file is written beside and renamed over, and nothing is ever removed: others may use it.
/// </remarks>
internal static class EmbeddedPackage
{
    private const string Prefix = "python/";

    // A fresh one for each program: a shared name below /tmp could be prepared by somebody else.
    private static readonly Lazy<string> PrivateTemporaryFolder =
        new(() => Directory.CreateTempSubdirectory("dotnet-bridge-").FullName, LazyThreadSafetyMode.PublicationOnly);

    /// <summary>The folder to put on <c>PYTHONPATH</c>; it holds the package <c>dotnet_bridge</c>.</summary>
    /// <exception cref="PythonProcessException">It cannot be written.</exception>
    public static string Provide()
    {
        var files = ReadAll();
        Exception? failure = null;
        foreach (var locate in new Func<string>[] { CacheFolder, () => PrivateTemporaryFolder.Value })
        {
            try
            {
                return Provide(locate(), files);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                failure = error;
            }
        }

        throw new PythonProcessException(
            $"The Python half cannot be written to your cache folder or {Path.GetTempPath()} ({failure!.Message}); "
            + "make one of them writable.", "", failure);
    }

    /// <summary>The same below a folder of one's choice.</summary>
    internal static string Provide(string root) => Provide(root, ReadAll());

    private static string Provide(string root, SortedDictionary<string, byte[]> files)
    {
        var folder = Path.Combine(root, "python-" + Hash(files)[..16]);
        if (!IsComplete(folder, files))
        {
            Write(root, folder, files);
        }

        return folder;
    }

    private static string CacheFolder()
    {
        // Without the option it is empty when it does not exist yet, as on a fresh machine.
        var local = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return local.Length > 0
            ? Path.Combine(local, "dotnet-bridge")
            : throw new IOException("this user has no folder for the data of programs");
    }

    private static SortedDictionary<string, byte[]> ReadAll()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            var path = resource.Replace('\\', '/');
            if (path.StartsWith(Prefix, StringComparison.Ordinal))
            {
                using var stream = assembly.GetManifestResourceStream(resource)!;
                var content = new byte[stream.Length];
                stream.ReadExactly(content);
                files[path[Prefix.Length..]] = content;
            }
        }

        return files;
    }

    private static string Hash(SortedDictionary<string, byte[]> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (path, content) in files)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(path));
            hash.AppendData(BitConverter.GetBytes(content.Length));
            hash.AppendData(content);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static bool IsComplete(string folder, SortedDictionary<string, byte[]> files) =>
        files.All(file => IsSame(Path.Combine(folder, file.Key), file.Value));

    // Compared by content, not trusted by name: these files are executed.
    private static bool IsSame(string path, byte[] content)
    {
        var file = new FileInfo(path);
        return file.Exists && file.Length == content.Length
            && File.ReadAllBytes(path).AsSpan().SequenceEqual(content);
    }

    private static void Write(string root, string folder, SortedDictionary<string, byte[]> files)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(root);
        }
        else
        {
            Directory.CreateDirectory(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        foreach (var (path, content) in files)
        {
            var target = Path.Combine(folder, path);
            if (!IsSame(target, content))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                Replace(target, content, Path.Combine(root, $".{Guid.NewGuid():N}"));
            }
        }
    }

    private static void Replace(string target, byte[] content, string beside)
    {
        try
        {
            File.WriteAllBytes(beside, content);
            File.Move(beside, target, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException && IsSame(target, content))
        {
            // Another process was faster; its copy is as good.
        }
        finally
        {
            File.Delete(beside);
        }
    }
}
