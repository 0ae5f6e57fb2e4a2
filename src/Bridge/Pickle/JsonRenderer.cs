using System.Globalization;
using System.Numerics;

namespace Bridge.Pickle;

/// <summary>Writes natural values as canonical JSON.</summary>
internal sealed class JsonRenderer(TextWriter output, PickleLimits limits, int pickleLength)
{
    private readonly LimitedText _output = new(output, limits.MaxTextLength, pickleLength);
    private readonly ContainerPath _path = new(limits.MaxDepth);
    private readonly Dictionary<object, string> _digits = new(ReferenceEqualityComparer.Instance);

    internal void WriteValue(object? value)
    {
        switch (value)
        {
            case null: _output.Write("null"); break;
            case bool flag: _output.Write(flag ? "true" : "false"); break;
            case long number: _output.Write(number.ToString(CultureInfo.InvariantCulture)); break;
            case BigInteger number: _output.Write(DigitsOf(value, number)); break;
            case string text: WriteString(text); break;
            case PythonString text: WriteString(text.ToString()); break;
            case double number: WriteTagged("float", PythonRepr.Of(number)); break;
            case byte[] bytes: WriteTagged("bytes", Convert.ToBase64String(bytes)); break;
            case PythonByteArray array: WriteTagged("bytearray", Convert.ToBase64String(array.Bytes)); break;
            case PythonGlobal global: WriteTagged("global", global.FullName); break;
            case Complex number:
                var (real, imaginary) = (PythonRepr.Of(number.Real), PythonRepr.Of(number.Imaginary));
                _output.Write($$"""{"complex":["{{real}}","{{imaginary}}"]}""");
                break;
            default: WriteContainer(value); break;
        }
    }

    /// <summary>The digits of an int; those of a long one, which take quadratic time, are made once.</summary>
    private string DigitsOf(object box, BigInteger number)
    {
        if (number.GetBitLength() <= 1024 || !_digits.TryGetValue(box, out var digits))
        {
            digits = number.ToString(CultureInfo.InvariantCulture);
            if (number.GetBitLength() > 1024)
            {
                _digits.Add(box, digits);
            }
        }

        return digits;
    }

    private void WriteTagged(string tag, string text)
    {
        _output.Write($"{{\"{tag}\":");
        WriteString(text);
        _output.Write('}');
    }

    private void WriteContainer(object value)
    {
        var up = _path.FindUp(value);
        if (up > 0)
        {
            _output.Write(string.Create(CultureInfo.InvariantCulture, $"{{\"ref\":{up}}}"));
            return;
        }

        _path.Enter(value);
        switch (value)
        {
            case List<object?> list: WriteItems("", list, ""); break;
            case PythonTuple tuple: WriteItems("{\"tuple\":", tuple, "}"); break;
            case PythonFrozenSet set: WriteItems("{\"frozenset\":", set, "}"); break;
            case HashSet<object?> set: WriteItems("{\"set\":", set, "}"); break;
            case PythonDict dict: WritePairs("{\"dict\":", dict, "}"); break;
            case PythonSlice slice:
                WriteItems("{\"object\":\"builtins.slice\",\"args\":", [slice.Start, slice.Stop, slice.Step], "}");
                break;
            case PythonObject instance: WriteObject(instance); break;
            default: throw new InvalidOperationException($"{value.GetType()} does not come out of a pickle.");
        }

        _path.Leave();
    }

    private void WriteObject(PythonObject value)
    {
        _output.Write("{\"object\":");
        if (value.Class is { } global)
        {
            WriteString(global.FullName);
        }
        else
        {
            WriteValue(value.Callable);
        }

        WriteItems(",\"args\":", value.Arguments, "");
        if (value.KeywordArguments is { } keywords)
        {
            _output.Write(",\"kwargs\":");
            WriteValue(keywords);
        }

        if (value.HasState)
        {
            _output.Write(",\"state\":");
            WriteValue(value.State);
        }

        if (value.Items is { } items)
        {
            WriteItems(",\"items\":", items, "");
        }

        if (value.Pairs is { } pairs)
        {
            WritePairs(",\"pairs\":", pairs, "");
        }

        _output.Write('}');
    }

    private void WriteItems(string before, IEnumerable<object?> items, string after)
    {
        _output.Write(before);
        _output.Write('[');
        var isFirst = true;
        foreach (var item in items)
        {
            WriteComma(ref isFirst);
            WriteValue(item);
        }

        _output.Write(']');
        _output.Write(after);
    }

    private void WritePairs(string before, IEnumerable<KeyValuePair<object?, object?>> pairs, string after)
    {
        _output.Write(before);
        _output.Write('[');
        var isFirst = true;
        foreach (var (key, value) in pairs)
        {
            WriteComma(ref isFirst);
            _output.Write('[');
            WriteValue(key);
            _output.Write(',');
            WriteValue(value);
            _output.Write(']');
        }

        _output.Write(']');
        _output.Write(after);
    }

    private void WriteComma(ref bool isFirst)
    {
        if (!isFirst)
        {
            _output.Write(',');
        }

        isFirst = false;
    }

    /// <summary>As <c>json.dumps</c> with <c>ensure_ascii</c> does.</summary>
    private void WriteString(ReadOnlySpan<char> text)
    {
        _output.Write('"');
        while (!text.IsEmpty)
        {
            var plain = text.IndexOfAnyExceptInRange(' ', '~');
            var run = plain < 0 ? text : text[..plain];
            var special = run.IndexOfAny('"', '\\');
            run = special < 0 ? run : run[..special];
            _output.Write(run);
            text = text[run.Length..];
            if (!text.IsEmpty)
            {
                WriteEscaped(text[0]);
                text = text[1..];
            }
        }

        _output.Write('"');
    }

    private void WriteEscaped(char character) => _output.Write(character switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\f' => "\\f",
        '\b' => "\\b",
        _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
    });
}
