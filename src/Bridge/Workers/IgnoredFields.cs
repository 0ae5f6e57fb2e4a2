namespace Bridge.Workers;

/// <summary>The keys that are not looked at, as a tree: one level for each dot.</summary>
internal sealed class IgnoredFields
{
    private readonly Dictionary<string, IgnoredFields> _inner = [];

    public IgnoredFields(IEnumerable<string> fields)
    {
        foreach (var field in fields)
        {
            if (string.IsNullOrWhiteSpace(field))
            {
                throw new ArgumentException(
                    $"{nameof(ShadowOptions.IgnoredFields)} holds an empty name; name a key of the results.", nameof(fields));
            }

            GetOrAdd(field).IsWhole = true; // a key may have dots itself
            var node = this;
            foreach (var name in field.Split('.'))
            {
                node = node.GetOrAdd(name);
            }

            node.IsWhole = true;
        }
    }

    /// <summary>Whether all of this field is ignored, and not only something in it.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>What is ignored of a field, if anything is.</summary>
    public IgnoredFields? Find(object? key) => key is string name ? _inner.GetValueOrDefault(name) : null;

    private IgnoredFields GetOrAdd(string name)
    {
        if (!_inner.TryGetValue(name, out var node))
        {
            _inner.Add(name, node = new IgnoredFields([]));
        }

        return node;
    }
}
