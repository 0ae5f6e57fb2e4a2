using System.Text.Json;
using Bridge.Connections;

namespace Bridge.Hosting;

/// <summary>Addresses as the Python half writes them: a path, <c>[host, port]</c>, or <c>{"abstract": name}</c>.</summary>
internal static class JsonAddress
{
    public static void Write(Utf8JsonWriter json, ManagerAddress? address)
    {
        switch (address)
        {
            case null:
                json.WriteNullValue();
                break;
            case { Family: ManagerAddressFamily.Tcp }:
                json.WriteStartArray();
                json.WriteStringValue(address.Host);
                json.WriteNumberValue(address.Port);
                json.WriteEndArray();
                break;
            case { Family: ManagerAddressFamily.AbstractSocket }:
                json.WriteStartObject();
                json.WriteString("abstract", address.Path);
                json.WriteEndObject();
                break;
            default:
                json.WriteStringValue(address.Path);
                break;
        }
    }

    public static ManagerAddress? Read(JsonElement address) => address.ValueKind switch
    {
        JsonValueKind.Array => ManagerAddress.Tcp(address[0].GetString()!, address[1].GetInt32()),
        JsonValueKind.Object => ManagerAddress.AbstractSocket(address.GetProperty("abstract").GetString()!),
        JsonValueKind.String => address.GetString() is var path && path!.StartsWith(@"\\", StringComparison.Ordinal)
            ? ManagerAddress.NamedPipe(path)
            : ManagerAddress.UnixSocket(path),
        _ => null,
    };
}
