using System.Globalization;
using System.Text;

namespace Bridge.Manager;

/// <summary>What lives on a manager server, what this client holds of it, and what stays for good.</summary>
/// <remarks>
/// The server does not know its clients, so references of programs that died look like those of others:
/// <see cref="CensusEntry.HeldElsewhere"/>.
/// </remarks>
/// <param name="Server">The server process.</param>
/// <param name="Objects">Every object with a reference, by ident.</param>
/// <param name="StashedIds">
/// The idents that CPython keeps until the server ends, whether or not a reference is left, because a proxy for them
/// was stored in another object (<c>Server.id_to_local_proxy_obj</c>). Null when the server did not tell.
/// </param>
public sealed record Census(
    ServerInfo Server, IReadOnlyList<CensusEntry> Objects, IReadOnlyList<string>? StashedIds)
{
    /// <summary>How many references this client holds on the server.</summary>
    public int HeldHere => Objects.Sum(entry => entry.HeldHere);

    /// <summary>One line for each object.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Server}: {Objects.Count} objects, {HeldHere} references held here");
        if (StashedIds is { Count: > 0 } stash)
        {
            text.Append(CultureInfo.InvariantCulture, $", {stash.Count} kept for good because they were nested");
        }

        foreach (var entry in Objects)
        {
            text.AppendLine().Append(
                CultureInfo.InvariantCulture,
                $"  {entry.Id}  {entry.TypeName}  references {entry.ReferenceCount}, here {entry.HeldHere}")
                .Append(entry.IsStashed ? ", nested" : "").Append("  ").Append(entry.Text.ReplaceLineEndings(" "));
        }

        return text.ToString();
    }
}
