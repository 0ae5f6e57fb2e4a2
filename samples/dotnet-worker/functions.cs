#:project ../../src/Bridge/Bridge.csproj
#:property PublishAot=false

// A worker with two functions: WorkerPoolOptions.Program names the program, and WorkerPool.StartAsync one of them.
using Bridge;
using Bridge.Workers;

return await BridgeWorker.RunAsync(args, name => name switch
{
    "double" => WorkerFunction.Create((int row, CancellationToken _) => row * 2),
    "half" => WorkerFunction.Create((int row, CancellationToken _) => row / 2.0),
    _ => throw new WorkerLoadException(WorkerLoadException.FunctionNotFound, $"There is no function '{name}'."),
});
