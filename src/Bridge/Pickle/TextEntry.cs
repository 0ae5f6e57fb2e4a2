namespace Bridge.Pickle;

/// <summary>One entry of a container: a label or a key (boxed in an array, as it may be None), and a value.</summary>
internal readonly record struct TextEntry(string Label, object?[]? Key, object? Value);
