using Bridge.Connections;

namespace Bridge.Manager;

/// <summary>What a parent process hands over in the environment: where the manager is, and its authkey.</summary>
internal static class HandedOver
{
    internal const string AddressVariable = "BRIDGE_ADDRESS";
    internal const string AuthKeyFileVariable = "BRIDGE_AUTHKEY_FILE";
    internal const string AuthKeyVariable = "BRIDGE_AUTHKEY";

    /// <exception cref="InvalidOperationException">The variable is missing, or holds no address.</exception>
    public static ManagerAddress Address()
    {
        var text = Environment.GetEnvironmentVariable(AddressVariable);
        if (string.IsNullOrEmpty(text))
        {
            throw new InvalidOperationException($"{AddressVariable} is not set; it must hold the manager's address.");
        }

        return ManagerAddress.TryParse(text, out var address)
            ? address
            : throw new InvalidOperationException($"{AddressVariable} holds '{text}', which is no address.");
    }

    /// <exception cref="InvalidOperationException">There is no key.</exception>
    public static AuthKey AuthKey() => Environment.GetEnvironmentVariable(AuthKeyFileVariable) switch
    {
        null or "" => Environment.GetEnvironmentVariable(AuthKeyVariable) is { Length: > 0 } text
            ? Connections.AuthKey.FromString(text)
            : throw new InvalidOperationException(
                $"{AuthKeyFileVariable} is not set; it must name the file that holds the manager's authkey, "
                + "or be '-' for the first line of standard input."),
        "-" => Console.In.ReadLine() is { Length: > 0 } line
            ? Connections.AuthKey.FromString(line)
            : throw new InvalidOperationException("Standard input ended before the authkey came."),
        var file => FromFile(file),
    };

    private static AuthKey FromFile(string file)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"{AuthKeyFileVariable} names {file}, which cannot be read: {e.Message}", e);
        }

        ReadOnlySpan<byte> key = content;
        key = key.EndsWith("\r\n"u8) ? key[..^2] : key.EndsWith("\n"u8) ? key[..^1] : key;
        return key.IsEmpty
            ? throw new InvalidOperationException($"{file}, which {AuthKeyFileVariable} names, is empty.")
            : new AuthKey(key);
    }
}
