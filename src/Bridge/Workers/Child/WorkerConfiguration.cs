using System.Text.Json;
using Bridge.Connections;
using Bridge.Hosting;

namespace Bridge.Workers.Child;

/// <summary>What the parent tells a worker in the first line; see <c>_worker.py</c>.</summary>
/// <param name="Address">Where the manager listens.</param>
/// <param name="AuthKey">Its key.</param>
/// <param name="Function">The name of the function; empty when the program has one of its own.</param>
/// <param name="Tasks">The ident of the queue to take from.</param>
/// <param name="Results">The ident of the queue to put into.</param>
/// <param name="Number">The number in each result.</param>
/// <param name="HasColumns">Whether the rows are those of a table.</param>
internal sealed record WorkerConfiguration(
    ManagerAddress Address, AuthKey AuthKey, string Function, string Tasks, string Results, long Number, bool HasColumns)
{
    /// <summary>Reads the line.</summary>
    /// <exception cref="WorkerLoadException">It is no JSON object, or not complete.</exception>
    public static WorkerConfiguration Parse(string line)
    {
        using var document = ParseObject(line);
        var root = document.RootElement;
        var (address, authKey) = ReadManager(root);
        try
        {
            return new WorkerConfiguration(
                address,
                authKey,
                root.TryGetProperty("function", out var function) ? function.GetString() ?? "" : "",
                root.GetProperty("tasks").GetProperty("ident").GetString()!,
                root.GetProperty("results").GetProperty("ident").GetString()!,
                root.GetProperty("worker").GetInt64(),
                root.TryGetProperty("columns", out var columns) && columns.ValueKind == JsonValueKind.True);
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Bad("The configuration of a worker is not complete: it needs tasks and results with an ident, and worker.");
        }
    }

    /// <summary>The JSON object in a line; the caller disposes it.</summary>
    public static JsonDocument ParseObject(string line)
    {
        try
        {
            var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
        }
        catch (JsonException)
        {
            // told below
        }

        throw NotJson();
    }

    /// <summary>The address and the key of the manager.</summary>
    public static (ManagerAddress Address, AuthKey AuthKey) ReadManager(JsonElement root) =>
        (ReadAddress(root), ReadAuthKey(root));

    public static WorkerLoadException NotJson() =>
        Bad("Standard input must begin with one line of JSON, the configuration.");

    private static ManagerAddress ReadAddress(JsonElement root)
    {
        var text = root.TryGetProperty("address", out var value) ? value.GetRawText() : "null";
        try
        {
            if (JsonAddress.Read(value) is { } address)
            {
                return address;
            }
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or KeyNotFoundException
            or FormatException or IndexOutOfRangeException)
        {
            // told below
        }

        throw Bad($"{text} is no address; give a path, [host, port] or an abstract name.");
    }

    private static AuthKey ReadAuthKey(JsonElement root)
    {
        try
        {
            if (root.TryGetProperty("authkey", out var hex) && hex.ValueKind == JsonValueKind.String
                && hex.GetString() is { Length: > 0 } digits)
            {
                return AuthKey.FromHex(digits);
            }
        }
        catch (FormatException)
        {
            // told below, without the digits
        }

        throw Bad("The configuration needs an authkey in hexadecimal digits.");
    }

    private static WorkerLoadException Bad(string message) => new(WorkerLoadException.BadConfiguration, message);
}
