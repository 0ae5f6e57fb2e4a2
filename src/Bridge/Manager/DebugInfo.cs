using System.Globalization;
using System.Text.RegularExpressions;

namespace Bridge.Manager;

/// <summary>Reads what <c>Server.debug_info</c> (Lib/multiprocessing/managers.py) prints.</summary>
internal static partial class DebugInfo
{
    /// <summary>One entry per object; the type is not in the text and left empty.</summary>
    public static List<ManagedObject> Parse(string text)
    {
        var objects = new List<ManagedObject>();
        var headers = Header().Matches(text);
        for (var i = 0; i < headers.Count; i++)
        {
            var start = headers[i].Index + headers[i].Length;
            var end = i + 1 < headers.Count ? headers[i + 1].Index : text.Length;
            var body = text[start..end].TrimEnd('\n');
            objects.Add(new ManagedObject(
                headers[i].Groups["id"].Value,
                "",
                int.Parse(headers[i].Groups["count"].ValueSpan, CultureInfo.InvariantCulture),
                body.StartsWith("    ", StringComparison.Ordinal) ? body[4..] : body));
        }

        return objects;
    }

    /// <summary>The typeid that exposes these methods; where it is none of the known ones, the class in the text.</summary>
    public static string TypeOf(IReadOnlyCollection<string> exposed, string text)
    {
        bool Has(string method) => exposed.Contains(method);

        if (Has("symmetric_difference_update"))
        {
            return "set";
        }

        if (Has("__imul__") && Has("append"))
        {
            return TypeIds.List;
        }

        if (Has("popitem") && Has("setdefault"))
        {
            return TypeIds.Dict;
        }

        if (Has("task_done") && Has("qsize"))
        {
            return TypeIds.Queue;
        }

        if (Has("is_set") && Has("wait"))
        {
            return TypeIds.Event;
        }

        if (Has("notify_all"))
        {
            return "Condition";
        }

        if (Has("acquire") && Has("release"))
        {
            return text.Contains("RLock", StringComparison.Ordinal) ? "RLock"
                : text.Contains("BoundedSemaphore", StringComparison.Ordinal) ? "BoundedSemaphore"
                : text.Contains("Semaphore", StringComparison.Ordinal) ? "Semaphore"
                : TypeIds.Lock;
        }

        if (Has("abort") && Has("reset"))
        {
            return "Barrier";
        }

        if (Has("apply_async"))
        {
            return "Pool";
        }

        if (Has("__setattr__") && Has("__delattr__"))
        {
            return TypeIds.Namespace;
        }

        if (exposed.Count == 2 && Has("get") && Has("set"))
        {
            return TypeIds.Value;
        }

        if (exposed.Count == 3 && Has("__len__") && Has("__setitem__"))
        {
            return "Array";
        }

        if (Has("__next__") && Has("throw"))
        {
            return "Iterator";
        }

        var named = ClassInRepr().Match(text);
        return named.Success ? named.Groups["class"].Value : "object";
    }

    [GeneratedRegex(@"^  (?<id>[0-9a-f]+): {7}refcount=(?<count>\d+)\n", RegexOptions.Multiline)]
    private static partial Regex Header();

    [GeneratedRegex(@"^<(?<class>[A-Za-z_][\w.<>]*?) (?:object )?at 0x")]
    private static partial Regex ClassInRepr();
}
