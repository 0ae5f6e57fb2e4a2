using Bridge.Cli.Errors;
using Bridge.Connections;

namespace Bridge.Cli.Files;

/// <summary>Finds the authkey of a manager: a file, or the environment.</summary>
internal static class AuthKeySource
{
    /// <summary>The environment variable that holds the key as text.</summary>
    public const string Variable = "BRIDGE_AUTHKEY";

    /// <summary>The key that the user gave; null when none was.</summary>
    /// <param name="file">The value of <c>--authkey-file</c>.</param>
    /// <exception cref="CliException">The file cannot be read, or is empty.</exception>
    public static AuthKey? Find(string? file)
    {
        if (file is not null)
        {
            return new AuthKey(Read(file));
        }

        var text = Environment.GetEnvironmentVariable(Variable);
        return string.IsNullOrEmpty(text) ? null : AuthKey.FromString(text);
    }

    /// <summary>The key that the user gave.</summary>
    /// <exception cref="CliException">None was given, or its file cannot be read.</exception>
    public static AuthKey Require(string? file) =>
        Find(file) ?? throw CliException.Usage(
            $"the manager's authkey is missing; name its file with --authkey-file or set {Variable}.");

    private static ReadOnlySpan<byte> Read(string file)
    {
        using var stream = NamedStream.OpenRead(file);
        using var content = new MemoryStream();
        stream.CopyTo(content);

        ReadOnlySpan<byte> key = content.ToArray();
        key = key.EndsWith("\r\n"u8) ? key[..^2] : key.EndsWith("\n"u8) ? key[..^1] : key;
        return key.IsEmpty ? throw CliException.Usage($"{file} is empty; it must hold the manager's authkey.") : key;
    }
}
