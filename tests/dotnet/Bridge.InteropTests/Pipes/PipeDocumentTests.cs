#pragma warning disable xUnit1051 // Documents are easier to read without tokens.

using Bridge.Connections;
using Bridge.Pipes;

namespace Bridge.InteropTests.Pipes;

/// <summary>The code in docs/pipes.md is what runs here; <see cref="QuotationTests"/> compares.</summary>
public class PipeDocumentTests
{
    private const string PythonClient = """
        import sys
        from multiprocessing.connection import Client
        port = int(sys.stdin.readline())
        with Client(("127.0.0.1", port), authkey=b"sesame") as connection:
            connection.send({"name": "bolts", "amount": 21})
            print(connection.recv())
        """;

    private const string PythonListens = """
        from multiprocessing.connection import Listener
        with Listener(("127.0.0.1", 0), authkey=b"sesame") as listener:
            print(listener.address[1], flush=True)
            with listener.accept() as connection:
                connection.send([1, 2, 3])
                connection.send_bytes(b"raw")
        """;

    private static string Python => TestPythons.Usable[^1].Path;

    [Fact(Timeout = 30_000)]
    public async Task Our_listener_serves_the_client()
    {
        await using var script = PythonScript.Start(Python, PythonClient);
        await using var listener = PythonListener.Start(ManagerAddress.Tcp("127.0.0.1", 0), AuthKey.FromString("sesame"));
        Console.WriteLine(listener.Address); // tell the other program

        await script.WriteLineAsync($"{listener.Address.Port}");

        await using var connection = await listener.AcceptAsync();
        await foreach (var order in connection.ReadAllAsync<Order>())
        {
            await connection.SendAsync(order.Amount * 2);
        }

        Assert.Equal("42", await script.ReadLineAsync(TestContext.Current.CancellationToken));
    }

    [Fact(Timeout = 30_000)]
    public async Task Our_client_is_served_by_the_listener()
    {
        await using var script = PythonScript.Start(Python, PythonListens);
        var port = await script.ReadLineAsync(TestContext.Current.CancellationToken);
        var address = ManagerAddress.Parse("127.0.0.1:" + port);
        int[] expected = [1, 2, 3];

        await using var client = await PythonConnection.ConnectAsync(address, AuthKey.FromString("sesame"));
        var numbers = await client.ReceiveAsync<int[]>();
        var raw = await client.ReceiveBytesAsync();
        var (received, more) = await client.TryReceiveAsync<int>(); // false: the other side has closed

        Assert.Equal(expected, numbers);
        Assert.Equal("raw"u8.ToArray(), raw);
        Assert.Equal((false, 0), (received, more));
    }

    private sealed record Order(string Name, int Amount);
}
