using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Bridge.Connections;
using Bridge.InteropTests.Cli;
using Bridge.Manager;
using Bridge.Proxies;

namespace Bridge.InteropTests;

/// <summary>The samples run as their README says.</summary>
public class SampleTests
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task A_pool_squares_numbers()
    {
        // As its README says; the others are compiled beforehand, all together.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var output = await StartAsync("dotnet", "run", "-c", configuration, Path.Combine(Folder("worker-pool"), "squares.cs"));

        Assert.Contains("7: 49", output, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task The_first_two_programs_of_the_README_share_a_queue()
    {
        const int Port = 50000;
        await Retry.UntilAsync($"nobody has the port {Port}", () => IsFree(Port));
        var server = await File.ReadAllTextAsync(Path.Combine(Folder("shared-queue"), "hello.py"), _token);
        await using var script = PythonScript.Start(TestPythons.Usable[^1].Path, server);
        Assert.Equal("listening at ('127.0.0.1', 50000)", await script.ReadLineAsync(_token));

        await RunAsync("shared-queue", "hello.cs");

        await using var client = await ManagerClient.ConnectAsync(
            ManagerAddress.Tcp("127.0.0.1", Port), AuthKey.FromString("secret"), null, _token);
        await using var queue = await client.GetQueueAsync<string>("get_queue", _token);
        Assert.Equal("hello from .NET", await queue.GetAsync(_token));
    }

    [Fact(Timeout = 120_000)]
    public async Task The_rows_of_the_README_go_through_a_worker_of_the_current_folder()
    {
        var output = await StartInAsync(Folder("worker-pool"), "dotnet", CompiledSample.PathOf("worker-pool-prices"));

        Assert.Equal(["0: 3", "1: 6", "2: 9"], output.ReplaceLineEndings("\n").TrimEnd().Split('\n').Order());
    }

    [Fact(Timeout = 120_000)]
    public async Task A_queue_is_filled_by_Python_and_emptied_by_us()
    {
        var server = await File.ReadAllTextAsync(Path.Combine(Folder("shared-queue"), "server.py"), _token);
        await using var script = PythonScript.Start(TestPythons.Usable[^1].Path, server);
        await script.ReadLineAsync(_token);

        var output = await RunAsync("shared-queue", "client.cs");

        Assert.Contains("9: job 9", output, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_class_an_iterator_and_a_pool_of_Python_are_used_by_us()
    {
        var server = await File.ReadAllTextAsync(Path.Combine(Folder("custom-manager"), "server.py"), _token);
        await using var script = PythonScript.Start(TestPythons.Usable[^1].Path, server);
        await script.ReadLineAsync(_token);

        var output = await RunAsync("custom-manager", "client.cs");

        Assert.Equal(
            ["15", "3", "3", "2", "1", "True 100 4950", "1.5", "1 2 3", "4", "5", "6"],
            output.ReplaceLineEndings("\n").TrimEnd().Split('\n'));
    }

    [Fact(Timeout = 120_000)]
    public async Task Orders_of_Python_are_paid_by_us()
    {
        using var folder = new WorkFolder();
        var file = Path.Combine(folder.Path, "orders.pickle");
        var script = Path.Combine(Folder("pickle"), "orders.py");
        await StartAsync(TestPythons.Usable[^1].Path, "-B", script, "write", file);

        var output = await RunAsync("pickle", "orders.cs", file);
        var orders = await StartAsync(TestPythons.Usable[0].Path, "-B", script, "read", file);

        var lines = output.ReplaceLineEndings("\n").Split('\n');
        Assert.Equal("shop.Order", lines[0]);
        Assert.StartsWith("Order { Number = 7, Total", lines[1], StringComparison.Ordinal);
        Assert.Equal("{'name': 'Ann', 'e_mail': 'ann@example.org', 'loyalty_points': 12}", lines[2]);
        Assert.Contains("Temperature { Celsius = 21.5 }", output, StringComparison.Ordinal);
        Assert.Equal(
            "[Order(7, Money(amount='9.50', currency='EUR'), Status.PAID, Point(x=1, y=2.5))]", orders.TrimEnd());
    }

    [Fact(Timeout = 120_000)]
    public async Task Values_are_what_the_document_says()
    {
        var output = await RunAsync("pickle", "values.cs");

        Assert.Equal(
            [
                "{'a': 1.5} 1.5",
                "<numpy.ndarray <f8 (2, 3)> 6 6 6",
                "1 2 3 4 5 6",
                "2024-02-29T00:00:00.0000000",
                "3 bytes, read-only: False",
                "The pickle is nested deeper than 20; see PickleLimits.MaxDepth.",
            ],
            output.ReplaceLineEndings("\n").TrimEnd().Split('\n'));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_method_and_a_program_of_NET_are_workers()
    {
        var built = new DirectoryInfo(AppContext.BaseDirectory);
        var prices = Path.Combine(Folder("dotnet-worker"), "Prices", "bin", built.Parent!.Name, built.Name, "Prices.dll");

        var output = await RunAsync(
            "dotnet-worker", "pool.cs", prices, CompiledSample.PathOf("dotnet-worker-worker"),
            Path.Combine(AppContext.BaseDirectory, "Bridge.WorkerHost.dll"));

        Assert.Equal(
            [
                "pear: 1.78", "plum: 2.68", "quince: System.ArgumentException: quince has a negative price",
                "roof: 70.7", "cellar: 53.6",
            ],
            output.ReplaceLineEndings("\n").TrimEnd().Split('\n'));
    }

    private Task<string> RunAsync(string sample, string file, params string[] arguments) =>
        StartAsync("dotnet", [CompiledSample.PathOf($"{sample}-{Path.GetFileNameWithoutExtension(file)}"), .. arguments]);

    private Task<string> StartAsync(string program, params string[] arguments) => StartInAsync("", program, arguments);

    private async Task<string> StartInAsync(string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync(_token);
        var output = await process.StandardOutput.ReadToEndAsync(_token);
        await process.WaitForExitAsync(_token);
        Assert.True(process.ExitCode == 0, output + await errors);
        return output;
    }

    /// <summary>Whether a port can be listened at: a connection of another program may have it for a while.</summary>
    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string Folder(string sample) => Path.Combine(Repository.Root, "samples", sample);
}
