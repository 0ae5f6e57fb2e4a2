namespace Bridge.WorkerHost;

/// <summary>Which names somebody may have meant.</summary>
internal static class NearestNames
{
    private const int Most = 3;
    private const int MostListed = 10;

    /// <summary>The end of a sentence, with its mark: what was meant, or what there is.</summary>
    /// <param name="wanted">The name that is not there.</param>
    /// <param name="names">Those that are.</param>
    /// <param name="nothing">What to say when there are none.</param>
    public static string Hint(string wanted, IEnumerable<string> names, string nothing)
    {
        var all = names.Distinct().Order(StringComparer.Ordinal).ToArray();
        var near = Of(wanted, all);
        return (near.Length, all.Length) switch
        {
            (_, 0) => nothing + ".",
            (0, <= MostListed) => "it has: " + string.Join(", ", all) + ".",
            (0, _) => "it has: " + string.Join(", ", all.AsSpan(0, MostListed)!) + ", …",
            _ => "did you mean " + string.Join(" or ", near) + "?",
        };
    }

    /// <summary>The nearest of them, nearest first; none when all are far away.</summary>
    public static string[] Of(string wanted, IEnumerable<string> names) =>
        [.. names
            .Select(name => (Name: name, Distance: Distance(wanted, name)))
            // By the last part: a long namespace that is right makes no other type a near one.
            .Where(name => name.Distance <= Math.Max(1, (wanted.Length - wanted.LastIndexOf('.') - 1) / 3))
            .OrderBy(name => name.Distance).ThenBy(name => name.Name, StringComparer.Ordinal)
            .Select(name => name.Name)
            .Take(Most)];

    /// <summary>How many letters differ, are missing or too many; the case of a letter does not count.</summary>
    private static int Distance(string one, string other)
    {
        // The last part decides where the namespace was left out: "Rows" is near "Shop.Rows".
        if (other.EndsWith("." + one, StringComparison.OrdinalIgnoreCase))
        {
            return 0;
        }

        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var change = char.ToUpperInvariant(one[i - 1]) == char.ToUpperInvariant(other[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + change));
            }
        }

        return row[^1];
    }
}
