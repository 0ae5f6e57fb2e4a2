using System.Reflection;
using System.Security.Cryptography;

namespace Bridge.Hosting;

/// <summary>The Python half, carried by this assembly and laid out on disk for the child processes.</summary>
/// <remarks>
/// It lies in the user's cache folder under a name that holds the hash of its content, so versions do not meet and
/// processes share it. It is written beside and renamed, so nobody ever sees half of it.
/// </remarks>
internal static class EmbeddedPackage
{
    private const string Prefix = "python/";

    /// <summary>The folder to put on <c>PYTHONPATH</c>; it holds the package <c>dotnet_bridge</c>.</summary>
    /// <exception cref="PythonProcessException">It cannot be written.</exception>
    public static string Provide()
    {
        var files = ReadAll();
        var name = "python-" + Hash(files)[..16];
        Exception? failure = null;
        foreach (var locate in new Func<string>[] { CacheFolder, PrivateTemporaryFolder })
        {
            try
            {
                var root = locate();
                var folder = Path.Combine(root, name);
                if (!IsComplete(folder, files))
                {
                    Write(root, folder, files);
                }

                return folder;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                failure = error;
            }
        }

        throw new PythonProcessException(
            $"The Python half cannot be written to {CacheFolder()} or {Path.GetTempPath()} ({failure!.Message}); "
            + "make one of them writable.", "", failure);
    }

    private static string CacheFolder()
    {
        var local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        return Path.Combine(local.Length > 0 ? local : Path.GetTempPath(), "dotnet-bridge");
    }

    // A fresh one each time: a shared name below /tmp could be prepared by somebody else.
    private static string PrivateTemporaryFolder() => Directory.CreateTempSubdirectory("dotnet-bridge-").FullName;

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

    // Compared by content, not trusted by name: these files are executed.
    private static bool IsComplete(string folder, SortedDictionary<string, byte[]> files) =>
        files.All(file =>
        {
            var path = new FileInfo(Path.Combine(folder, file.Key));
            return path.Exists && path.Length == file.Value.Length
                && File.ReadAllBytes(path.FullName).AsSpan().SequenceEqual(file.Value);
        });

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

        var beside = Path.Combine(root, $".{Guid.NewGuid():N}");
        try
        {
            foreach (var (path, content) in files)
            {
                var target = Path.Combine(beside, path);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.WriteAllBytes(target, content);
            }

            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true); // damaged
            }

            Directory.Move(beside, folder);
        }
        catch (IOException) when (IsComplete(folder, files))
        {
            // Another process was faster; its copy is as good.
        }
        finally
        {
            if (Directory.Exists(beside))
            {
                Directory.Delete(beside, recursive: true);
            }
        }
    }
}
