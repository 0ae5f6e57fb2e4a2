using System.Diagnostics.CodeAnalysis;

namespace Bridge.Workers.Child;

/// <summary>A dictionary that remembers which key it was asked for last, to tell which column a handler missed.</summary>
/// <remarks>Not thread-safe; <see cref="KeyNotFoundException"/> says its key only in a text.</remarks>
internal static class TableRow
{
    /// <summary>The same row, with that memory, if it is a dictionary by name.</summary>
    public static (TRow Row, KeyMemory? Memory) Of<TRow>(TRow row)
    {
        switch (row)
        {
            case Dictionary<string, string> cells when row.GetType() == typeof(Dictionary<string, string>):
                return Copy<TRow, string>(cells);
            case Dictionary<string, object?> cells when row.GetType() == typeof(Dictionary<string, object?>):
                return Copy<TRow, object?>(cells);
            default:
                return (row, null);
        }
    }

    private static (TRow Row, KeyMemory Memory) Copy<TRow, TValue>(Dictionary<string, TValue> cells)
    {
        var memory = new KeyMemory([.. cells.Keys]);
        return ((TRow)(object)new Dictionary<string, TValue>(cells, memory), memory);
    }

    /// <summary>Compares keys as <see cref="StringComparer.Ordinal"/> does, and keeps the last.</summary>
    internal sealed class KeyMemory(string[] columns) : IEqualityComparer<string>
    {
        private string? _last;

        /// <summary>The columns there are.</summary>
        public IReadOnlyList<string> Columns => columns;

        /// <summary>The column that a handler asked for in vain, if that is what its error is about.</summary>
        public bool TryGetMissing(Exception error, [MaybeNullWhen(false)] out string column)
        {
            // Another dictionary may have thrown it, after this one was asked for a column that may be missing.
            column = _last;
            return error is KeyNotFoundException && column is not null && Array.IndexOf(columns, column) < 0
                && error.Message.Contains($"'{column}'", StringComparison.Ordinal);
        }

        public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

        public int GetHashCode(string obj)
        {
            _last = obj;
            return obj.GetHashCode(StringComparison.Ordinal);
        }
    }
}
