using Bridge.Pickle;

namespace Bridge.TestPeer.Commands;

/// <summary><c>records</c>: writes and reads a record, and a dictionary; a line for what comes of each.</summary>
internal static class RecordsCommand
{
    public static int Run()
    {
        Print(() => $"{PickleSerializer.Serialize(new Row("a", 1)).Length > 0}");
        Print(() => $"{PickleSerializer.Deserialize<Row>(PickleSerializer.Serialize(Items))}");
        Print(() => $"{PickleSerializer.Deserialize<Dictionary<string, object>>(PickleSerializer.Serialize(Items))["name"]}");
        return 0;
    }

    private static Dictionary<string, object> Items => new() { ["name"] = "a", ["count"] = 1 };

    private static void Print(Func<string> attempt)
    {
        try
        {
            Console.WriteLine(attempt());
        }
        catch (Exception error)
        {
            Console.WriteLine($"{error.GetType().Name}: {error.Message}");
        }
    }

    private sealed record Row(string Name, int Count);
}
