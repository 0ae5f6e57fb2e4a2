using Bridge.WorkerHost;
using Bridge.Workers;

// The name of the method comes by standard input, as for every worker; see docs/workers-in-dotnet.md.
return await BridgeWorker.RunAsync(args, MethodLoader.Load);
