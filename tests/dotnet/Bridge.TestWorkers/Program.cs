using Bridge;
using Bridge.Manager;
using Bridge.Proxies;
using Bridge.TestWorkers;
using Bridge.Workers;

Console.WriteLine("printed before it is ready");
IntegerAdder adder = new();
return await BridgeWorker.RunAsync(
    args,
    name => name switch
    {
        "" or "double" => WorkerFunction.Create((int row, CancellationToken _) => Rows.Double(row)),
        "async" => WorkerFunction.Create(async (int row, CancellationToken stopping) =>
        {
            await Task.Delay(1, stopping);
            return row;
        }),
        "chatty" => WorkerFunction.Create((int row, CancellationToken _) =>
        {
            Console.WriteLine($"row {row}");
            return Console.ReadLine() ?? "nothing to read";
        }),
        "add" => WorkerFunction.Create<int, int>(adder.AddAsync),
        "proxy" => WorkerFunction.Create<ListProxy<int>, int>((row, stopping) => row.GetCountAsync(stopping).AsTask()),
        _ => throw new WorkerLoadException(WorkerLoadException.FunctionNotFound, $"There is no function '{name}' here."),
    },
    new BridgeWorkerOptions { Setup = adder.SetUpAsync });

/// <summary>Adds what the manager holds.</summary>
internal sealed class IntegerAdder
{
    private ListProxy<int>? _list;

    public async Task SetUpAsync(ManagerClient client, CancellationToken cancellationToken)
    {
        _list = await client.CreateListAsync<int>(cancellationToken);
        await _list.AppendAsync(1000, cancellationToken);
    }

    public async Task<int> AddAsync(int row, CancellationToken stopping) =>
        row + await _list!.GetItemAsync(0, stopping);
}
