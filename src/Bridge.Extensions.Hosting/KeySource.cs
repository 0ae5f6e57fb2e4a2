using Bridge.Connections;

namespace Bridge.Extensions.Hosting;

/// <summary>Where an authkey comes from: a file, the environment, or the configuration itself.</summary>
/// <param name="Section">The section of the configuration, for messages.</param>
/// <param name="File">The file.</param>
/// <param name="Variable">The environment variable.</param>
/// <param name="Text">The key itself; never shown.</param>
internal sealed record KeySource(string Section, string? File, string? Variable, string? Text)
{
    /// <summary>Whether any place is named.</summary>
    public bool IsGiven => Places > 0;

    private int Places => Count(File) + Count(Variable) + Count(Text);

    /// <summary>The key.</summary>
    /// <exception cref="InvalidOperationException">It is not there; says what to do.</exception>
    public AuthKey Read()
    {
        if (Places != 1)
        {
            throw new InvalidOperationException(
                Places == 0
                    ? $"{Section} has no authkey; set AuthKeyFile, AuthKeyVariable or AuthKey to where the manager's is."
                    : $"{Section} has {Places} places for the authkey; keep one of AuthKeyFile, AuthKeyVariable and AuthKey.");
        }

        if (!string.IsNullOrEmpty(Variable))
        {
            return Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } value
                ? AuthKey.FromString(value)
                : throw new InvalidOperationException(
                    $"{Section}:AuthKeyVariable names {Variable}, which is not set; set it to the manager's authkey.");
        }

        return string.IsNullOrEmpty(File) ? AuthKey.FromString(Text!) : ReadFile(File);
    }

    private AuthKey ReadFile(string file)
    {
        byte[] content;
        try
        {
            content = System.IO.File.ReadAllBytes(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException(
                $"{Section}:AuthKeyFile names {file}, which cannot be read: {error.Message}", error);
        }

        ReadOnlySpan<byte> key = content;
        key = key.EndsWith("\r\n"u8) ? key[..^2] : key.EndsWith("\n"u8) ? key[..^1] : key;
        return key.IsEmpty
            ? throw new InvalidOperationException($"{Section}:AuthKeyFile names {file}, which is empty.")
            : new AuthKey(key);
    }

    private static int Count(string? place) => string.IsNullOrEmpty(place) ? 0 : 1;

    /// <summary>Without the key.</summary>
    public override string ToString() => $"the authkey of {Section}";
}
