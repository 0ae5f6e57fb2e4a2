using System.Text.Json.Nodes;
using Bridge.Manager;
using Bridge.Pickle;
using Bridge.Proxies;
using Bridge.TestUtilities.Scenarios.Calls;

namespace Bridge.TestUtilities.Scenarios;

/// <summary>What came of a call, as JSON for tests/data/scenarios/outcomes.py.</summary>
internal static class ScenarioOutcome
{
    private const double Patience = 20; // seconds; a safety net, nothing here takes long

    /// <summary>A case that was not run.</summary>
    public static JsonObject Skipped(string reason) => new() { ["skipped"] = reason };

    /// <summary>Makes a call and tells what came of it.</summary>
    public static async Task<JsonObject> OfAsync(Func<Task<object?>> call)
    {
        try
        {
            return await call() switch
            {
                ObjectProxy proxy => new()
                {
                    ["proxy"] = proxy.Token.TypeId,
                    ["items"] = Encode(await DrainAsync(proxy)),
                },
                var value => new() { ["value"] = Encode(value) },
            };
        }
        catch (InsteadException error)
        {
            return new() { ["instead"] = error.PythonClass };
        }
        catch (RemoteException error) when (error.RemoteTraceback is null)
        {
            return new() { ["raised"] = error.PythonType, ["args"] = Encode(PythonTuple.Create([.. error.Arguments])) };
        }
        catch (RemoteException error)
        {
            return new() { ["traceback"] = error.PythonType, ["line"] = error.Message };
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return new() { ["raised"] = error.GetType().FullName, ["args"] = Encode(new PythonTuple(error.Message)) };
        }
    }

    // The value of an AsyncResult, the items of an Iterator.
    private static async Task<object?> DrainAsync(ObjectProxy proxy)
    {
        await using (proxy)
        {
            if (proxy.Token.TypeId == "AsyncResult")
            {
                return await proxy.CallAsync<object?>("get", [Patience]);
            }

            var items = new List<object?>();
            try
            {
                while (true)
                {
                    items.Add(await proxy.CallAsync<object?>("__next__"));
                }
            }
            catch (RemoteException error) when (error.PythonType == PythonTypes.StopIteration)
            {
                return items;
            }
        }
    }

    private static string Encode(object? value) => Convert.ToBase64String(PickleSerializer.Serialize(value));
}
