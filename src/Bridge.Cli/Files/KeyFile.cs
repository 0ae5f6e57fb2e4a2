using System.Security.Cryptography;
using System.Text;
using Bridge.Connections;

namespace Bridge.Cli.Files;

/// <summary>A new authkey in a file that only its owner can read; deleted with this instance.</summary>
internal sealed class KeyFile : IDisposable
{
    private const int KeyBytes = 32;

    private readonly DirectoryInfo _folder;

    private KeyFile(DirectoryInfo folder, string path, AuthKey authKey)
    {
        _folder = folder;
        Path = path;
        AuthKey = authKey;
    }

    /// <summary>Where the key is. The content of the file is the key, byte for byte.</summary>
    public string Path { get; }

    /// <summary>The key.</summary>
    public AuthKey AuthKey { get; }

    /// <summary>Makes up a key and writes it.</summary>
    public static KeyFile Create()
    {
        var text = RandomNumberGenerator.GetHexString(KeyBytes * 2, lowercase: true);
        var folder = Directory.CreateTempSubdirectory("bridge-");
        var path = System.IO.Path.Combine(folder.FullName, "authkey");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(path, options))
        {
            stream.Write(Encoding.ASCII.GetBytes(text));
        }

        return new KeyFile(folder, path, AuthKey.FromString(text));
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);
}
