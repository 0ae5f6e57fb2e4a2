using System.Collections;
using System.Globalization;
using Bridge.Proxies;
using Microsoft.Extensions.Configuration;

namespace Bridge.Extensions.Hosting.Configuration;

/// <summary>Turns a dict of Python values into keys and texts of configuration.</summary>
internal static class DictFlattener
{
    private const int MaxDepth = 32;

    /// <summary>Adds a value under a key, and what is inside of it under longer ones.</summary>
    public static async Task AddAsync(
        Dictionary<string, string?> values, string key, object? value, CancellationToken cancellationToken, int depth = 0)
    {
        if (depth > MaxDepth)
        {
            throw new InvalidOperationException($"The value of {key} is nested more than {MaxDepth} deep.");
        }

        switch (value)
        {
            case ObjectProxy proxy: // a shared dict or list inside
                await using (proxy.ConfigureAwait(false))
                {
                    var inside = await proxy.GetValueAsync<object?>(cancellationToken).ConfigureAwait(false);
                    await AddAsync(values, key, inside, cancellationToken, depth + 1).ConfigureAwait(false);
                }

                break;
            case IEnumerable<KeyValuePair<object, object?>> dict:
                foreach (var (name, item) in dict)
                {
                    var longer = ConfigurationPath.Combine(key, ToText(name) ?? "");
                    await AddAsync(values, longer, item, cancellationToken, depth + 1).ConfigureAwait(false);
                }

                break;
            case IEnumerable items and not (string or byte[]):
                var index = 0;
                foreach (var item in items)
                {
                    var longer = ConfigurationPath.Combine(key, index++.ToString(CultureInfo.InvariantCulture));
                    await AddAsync(values, longer, item, cancellationToken, depth + 1).ConfigureAwait(false);
                }

                break;
            default:
                values[key] = ToText(value);
                break;
        }
    }

    private static string? ToText(object? value) => value switch
    {
        null => null,
        DateTime or DateTimeOffset => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        byte[] bytes => Convert.ToBase64String(bytes),
        _ => value.ToString(),
    };
}
