using System.Globalization;
using System.Text;
using Bridge.Pickle;

namespace Bridge.Workers;

/// <summary>Where a comparison is: keys of dicts and indexes of lists from the outside in. Not thread-safe.</summary>
internal sealed class FieldPath
{
    private readonly List<(object? Key, int Index)> _steps = [];

    public void EnterKey(object? key) => _steps.Add((key, -1));

    public void EnterItem(int index) => _steps.Add((null, index));

    public void Leave() => _steps.RemoveAt(_steps.Count - 1);

    public void Clear() => _steps.Clear();

    /// <summary><c>items[0].price</c>; without numbers <c>items[].price</c>.</summary>
    public string Format(bool withNumbers)
    {
        if (_steps is [{ Key: string only }])
        {
            return only;
        }

        var text = new StringBuilder();
        foreach (var (key, index) in _steps)
        {
            if (index >= 0)
            {
                text.Append('[').Append(withNumbers ? index.ToString(CultureInfo.InvariantCulture) : "").Append(']');
            }
            else if (key is string name)
            {
                text.Append(text.Length == 0 ? "" : ".").Append(name);
            }
            else
            {
                text.Append('[').Append(PickleText.ToString(key)).Append(']');
            }
        }

        return text.ToString();
    }
}
