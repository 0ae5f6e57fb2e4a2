namespace Bridge.TestWorkers;

/// <summary>One instance, made once; <see cref="Setup"/> comes before it.</summary>
public sealed class Counter
{
    private static string s_setup = "";
    private int _rows;

    public static async Task Setup()
    {
        await Task.Yield();
        s_setup += "set up";
    }

    public string Count(int row) => $"{s_setup} {row}: {++_rows}";
}

/// <summary>Whose setup fails.</summary>
public static class Broken
{
    public static void Setup() => throw new FileNotFoundException("no model.bin", "model.bin");

    public static int Same(int row) => row;
}

/// <summary>Whose constructor needs something.</summary>
public sealed class Needy(string what)
{
    public string Same(int row) => what + row;
}
