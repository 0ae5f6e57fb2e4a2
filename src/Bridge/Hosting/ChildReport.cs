using System.Text.Json;
using Bridge.Connections;

namespace Bridge.Hosting;

/// <summary>The one line that a child of ours prints first: ready, or why not.</summary>
/// <param name="Address">Where a manager listens; null for a worker.</param>
/// <param name="Error">Why the child cannot do its work: kind, sentence, traceback.</param>
internal sealed record ChildReport(ManagerAddress? Address, ChildError? Error)
{
    /// <summary>Reads the line.</summary>
    /// <returns>Null when the line is not ours.</returns>
    public static ChildReport? Parse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.TryGetProperty("error", out var error))
            {
                return new ChildReport(null, new ChildError(
                    error.GetProperty("kind").GetString() ?? "",
                    error.GetProperty("message").GetString() ?? "",
                    error.TryGetProperty("traceback", out var traceback) ? traceback.GetString() ?? "" : ""));
            }

            return root.TryGetProperty("ready", out var ready) && ready.GetBoolean()
                ? new ChildReport(root.TryGetProperty("address", out var address) ? JsonAddress.Read(address) : null, null)
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }
}
