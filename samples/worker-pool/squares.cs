#:project ../../src/Bridge/Bridge.csproj
#:property PublishAot=false

// Runs a Python function over numbers, in processes of their own, and takes results and errors back.
using System.Runtime.CompilerServices;
using Bridge.Hosting;
using Bridge.Workers;

await using var manager = await ManagerProcess.StartAsync();
await using var pool = await WorkerPool.StartAsync(
    manager.Client, $"{Here()}/squares.py:square", new WorkerPoolOptions { Workers = 2, Ordered = true });

var numbers = Enumerable.Range(-2, 10).ToAsyncEnumerable();
await foreach (var result in pool.MapAsync<int, long>(numbers))
{
    Console.WriteLine(result.Error is { } error ? $"{result.Input}: {error.Message}" : $"{result.Input}: {result.Value}");
}

static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
