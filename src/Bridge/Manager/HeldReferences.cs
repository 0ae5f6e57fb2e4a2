namespace Bridge.Manager;

/// <summary>How many counts of each referent this client holds. Thread-safe.</summary>
internal sealed class HeldReferences
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Token, int> _counts = new(TokenComparer.Instance);

    /// <summary>How many counts in all.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _counts.Values.Sum();
            }
        }
    }

    public void Add(Token token)
    {
        lock (_gate)
        {
            _counts[token] = _counts.GetValueOrDefault(token) + 1;
        }
    }

    /// <summary>Removes one count; false when none is held any more.</summary>
    public bool Remove(Token token)
    {
        lock (_gate)
        {
            if (!_counts.Remove(token, out var count))
            {
                return false;
            }

            if (count > 1)
            {
                _counts[token] = count - 1;
            }

            return true;
        }
    }

    /// <summary>The counts held on one server process, by ident.</summary>
    public Dictionary<string, int> On(ServerInfo? server)
    {
        lock (_gate)
        {
            return _counts.Where(held => ReferenceEquals(held.Key.Server, server))
                .ToDictionary(held => held.Key.Id, held => held.Value);
        }
    }

    /// <summary>Everything that is held, once for each count; nothing is held any more.</summary>
    public List<Token> TakeAll()
    {
        lock (_gate)
        {
            List<Token> all = [.. _counts.SelectMany(held => Enumerable.Repeat(held.Key, held.Value))];
            _counts.Clear();
            return all;
        }
    }

    /// <summary>An ident is unique on one server; the typeid under which it was got does not matter.</summary>
    private sealed class TokenComparer : IEqualityComparer<Token>
    {
        internal static TokenComparer Instance { get; } = new();

        public bool Equals(Token? x, Token? y) =>
            x is not null && y is not null && x.Id == y.Id && ReferenceEquals(x.Server, y.Server);

        public int GetHashCode(Token obj) => StringComparer.Ordinal.GetHashCode(obj.Id);
    }
}
