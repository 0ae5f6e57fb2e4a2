#:project ../../src/Bridge/Bridge.csproj
#:property PublishAot=false

// A program that is a worker: it does not start by itself, pool.cs or Python's DotNetPool start it.
using Bridge.Workers;

return await BridgeWorker.RunAsync(args, (Reading row, CancellationToken cancellationToken) =>
    new Reading(row.Sensor, row.Celsius * 9 / 5 + 32));

internal sealed record Reading(string Sensor, double Celsius);
