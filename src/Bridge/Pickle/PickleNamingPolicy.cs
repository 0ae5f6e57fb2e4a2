using System.Text.Json;

namespace Bridge.Pickle;

/// <summary>How the names of .NET properties become the keys and attribute names of Python.</summary>
/// <remarks>Thread-safe. Derive from it for names of your own; <see cref="PythonNameAttribute"/> wins over it.</remarks>
public abstract class PickleNamingPolicy
{
    /// <summary><c>ItemCount</c> becomes <c>item_count</c>.</summary>
    public static PickleNamingPolicy SnakeCase { get; } = new JsonPolicy(JsonNamingPolicy.SnakeCaseLower);

    /// <summary><c>ItemCount</c> becomes <c>itemCount</c>.</summary>
    public static PickleNamingPolicy CamelCase { get; } = new JsonPolicy(JsonNamingPolicy.CamelCase);

    /// <summary><c>ItemCount</c> stays as it is.</summary>
    public static PickleNamingPolicy Unchanged { get; } = new UnchangedPolicy();

    /// <summary>The name for Python. Asked once per property and options.</summary>
    /// <param name="name">The name of the property.</param>
    public abstract string ConvertName(string name);

    private sealed class JsonPolicy(JsonNamingPolicy policy) : PickleNamingPolicy
    {
        public override string ConvertName(string name) => policy.ConvertName(name);
    }

    private sealed class UnchangedPolicy : PickleNamingPolicy
    {
        public override string ConvertName(string name) => name;
    }
}
