using System.Globalization;
using System.Numerics;
using System.Text;
using Bridge.Pickle;

namespace Bridge.InteropTests.Pickle;

/// <summary>
/// A natural value as text: types, values and, as #n, which parts are one and the same object. The same text as echo.py
/// makes of the value in Python.
/// </summary>
internal sealed class ValueShape
{
    private readonly Dictionary<object, int> _numbers = new(ReferenceEqualityComparer.Instance);
    private readonly StringBuilder _text = new();
    private readonly bool _withTypes;

    private ValueShape(bool withTypes) => _withTypes = withTypes;

    /// <summary>The shape of a value, as Python tells it.</summary>
    public static string Of(object? value) => Of(value, withTypes: false);

    /// <summary>The shape of a value, and of which .NET type each part is.</summary>
    public static string WithTypes(object? value) => Of(value, withTypes: true);

    private static string Of(object? value, bool withTypes)
    {
        var shape = new ValueShape(withTypes);
        shape.Add(value);
        return shape._text.ToString();
    }

    private void Add(object? value)
    {
        if (value is not null && HasIdentity(value))
        {
            if (_numbers.TryGetValue(value, out var number))
            {
                _text.Append(CultureInfo.InvariantCulture, $"#{number}");
                return;
            }

            _numbers.Add(value, _numbers.Count);
        }

        if (_withTypes)
        {
            _text.Append(value?.GetType().Name).Append(' ');
        }

        if (ScalarShape.Of(value) is { } scalar)
        {
            _text.Append(scalar);
        }
        else
        {
            AddContainer(value!);
        }
    }

    private void AddContainer(object value)
    {
        switch (value)
        {
            case HashSet<object?> set:
                AddSet("set", set);
                break;
            case PythonFrozenSet set:
                AddSet("frozenset", set);
                break;
            case List<object?> list:
                AddItems("list", list);
                break;
            case PythonTuple tuple:
                AddItems("tuple", tuple);
                break;
            case PythonDict dict:
                AddItems("dict", dict.SelectMany(pair => new[] { pair.Key, pair.Value }));
                break;
            case PythonSlice slice:
                AddItems("slice", [slice.Start, slice.Stop, slice.Step]);
                break;
            case PythonObject instance:
                AddObject(instance);
                break;
            default:
                throw new NotSupportedException($"Say in ValueShape what a {value.GetType()} is in Python.");
        }
    }

    private void AddSet(string name, IEnumerable<object?> items)
    {
        // Sets have no order, so that numbers would mean nothing.
        var shapes = items.Select(item => Of(item, _withTypes)).Order(StringComparer.Ordinal);
        _text.Append(name).Append('{').AppendJoin(',', shapes).Append('}');
    }

    private void AddItems(string name, IEnumerable<object?> items)
    {
        _text.Append(name).Append('(');
        foreach (var item in items)
        {
            Add(item);
            _text.Append(',');
        }

        _text.Append(')');
    }

    private void AddObject(PythonObject instance)
    {
        _text.Append(instance.ClassName).Append('(');
        foreach (var item in instance.Arguments)
        {
            Add(item);
            _text.Append(',');
        }

        var attributes = instance.State as PythonDict ?? [];
        foreach (var (name, value) in attributes.OrderBy(pair => (string)pair.Key!, StringComparer.Ordinal))
        {
            _text.Append(CultureInfo.InvariantCulture, $"{name}=,");
            Add(value);
            _text.Append(',');
        }

        _text.Append(')');
    }

    private static bool HasIdentity(object value) => value switch
    {
        bool or long or BigInteger or double or PythonGlobal or PythonFrozenSet => false,
        string text => text.Length > 1 && !(text.Length == 2 && char.IsSurrogatePair(text, 0)),
        byte[] bytes => bytes.Length > 1,
        PythonTuple tuple => tuple.Count > 0,
        _ => true,
    };
}
