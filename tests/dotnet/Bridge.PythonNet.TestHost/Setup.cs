using Python.Runtime;

namespace Bridge.PythonNet.TestHost;

/// <summary>What runs in the process when it ends.</summary>
internal static class Setup
{
    private const string Common = """
        import atexit, concurrent.futures, multiprocessing, pathlib, threading, time
        folder = pathlib.Path(FOLDER)
        atexit.register((folder / "atexit").touch)
        """;

    private static readonly Dictionary<string, string> Code = new()
    {
        ["pool"] = "pool = multiprocessing.Pool(1); pool.apply(len, ([],)); pool.apply_async(time.sleep, (1000,))",
        ["daemon"] = "multiprocessing.Process(target=time.sleep, args=(1000,), daemon=True).start()",
        ["process"] = "multiprocessing.Process(target=time.sleep, args=(1000,)).start()",
        ["short"] = "multiprocessing.Process(target=(folder / 'process').touch).start()",
        ["thread"] = "threading.Thread(target=time.sleep, args=(1000,)).start()",
        ["executor"] = """
            def work():
                time.sleep(0.2)
                (folder / "work").touch()
            concurrent.futures.ThreadPoolExecutor(1).submit(work)
            """,
        ["coroutine"] = """
            import asyncio
            begun = threading.Event()
            async def clean_up():
                begun.set()
                try:
                    await asyncio.sleep(1000)
                finally:
                    (folder / "coroutine").touch()
            """,
        ["calls"] = "",
        ["impatient"] = "",
        ["manager"] = "",
    };

    public static async Task<EmbeddedPython> StartAsync(string[] setups, string folder)
    {
        var python = await EmbeddedPython.StartAsync(new EmbeddedPythonOptions
        {
            ExitTimeout = TimeSpan.FromSeconds(setups.Contains("impatient") ? 1.5 : 12),
            CancellationGrace = TimeSpan.FromSeconds(0.3),
            MaxThreads = 32,
        });
        var code = Common.Replace("FOLDER", $"r'{folder}'", StringComparison.Ordinal)
            + "\n" + string.Join("\n", setups.Select(setup => Code[setup]));
        await python.RunAsync(() => PyModule.FromString("host", code).Dispose());
        if (setups.Contains("manager"))
        {
            _ = await python.StartManagerProcessAsync();
        }

        if (setups.Contains("coroutine"))
        {
            _ = python.CallAsync<object?>("host", "clean_up");
            await python.CallAsync<bool>("host", "begun.wait");
        }

        for (var i = 0; setups.Contains("calls") && i < 32; i++)
        {
            _ = python.CallAsync<object?>("time", "sleep", [1000]);
        }

        return python;
    }
}
