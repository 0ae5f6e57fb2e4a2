using System.Text.Json.Nodes;
using Bridge.Pickle;
using Bridge.Proxies;
using Bridge.TestUtilities.Scenarios.Calls;

namespace Bridge.TestUtilities.Scenarios;

/// <summary>What came of a call, as JSON for tests/data/scenarios/outcomes.py.</summary>
internal static class ScenarioOutcome
{
    /// <summary>Makes a call and tells what came of it.</summary>
    public static async Task<JsonObject> OfAsync(Func<Task<object?>> call)
    {
        try
        {
            return await call() switch
            {
                Self => new() { ["self"] = true },
                Items items => new() { ["items"] = Encode(items.All) },
                Proxy proxy => new()
                {
                    ["proxy"] = proxy.Token.TypeId,
                    ["gives"] = Encode(await DrainAsync(proxy)),
                },
                var value => new() { ["value"] = Encode(value) },
            };
        }
        catch (InsteadException error)
        {
            return new() { ["instead"] = new JsonArray([.. error.PythonClasses]) };
        }
        catch (RemoteException error) when (error.RemoteTraceback is null)
        {
            return new() { ["raised"] = error.PythonType, ["args"] = Encode(PythonTuple.Create([.. error.Arguments])) };
        }
        catch (RemoteException error)
        {
            return new() { ["traceback"] = error.PythonType, ["line"] = error.Message };
        }
        catch (Exception error) when (ClassOfMisuse(error) is { } pythonClass)
        {
            return new() { ["instead"] = new JsonArray(pythonClass) };
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return new() { ["raised"] = error.GetType().FullName, ["args"] = Encode(new PythonTuple(error.ToString())) };
        }
    }

    // Misuse is an exception of the CLR (docs/errors.md), and is often found before anything is sent.
    private static string? ClassOfMisuse(Exception error) => error switch
    {
        SynchronizationLockException => "RuntimeError", // released, and not held
        ArgumentOutOfRangeException => "ValueError", // a negative timeout
        ArgumentException => "TypeError", // a key that Python cannot hash
        NotSupportedException => "KeyError", // exposed, and not there
        _ => null,
    };

    // The value of an AsyncResult, the items of an Iterator.
    private static async Task<object?> DrainAsync(Proxy proxy)
    {
        await using (proxy)
        {
            switch (proxy)
            {
                case AsyncResultProxy<object?> result:
                    return await result.GetAsync();
                case AsyncResultProxy<List<object?>> result:
                    return await result.GetAsync();
                case IteratorProxy<object?> iterator:
                    var items = new List<object?>();
                    await foreach (var item in iterator)
                    {
                        items.Add(item);
                    }

                    return items;
                default:
                    throw new InvalidOperationException($"Nobody told how to read {proxy}.");
            }
        }
    }

    private static string Encode(object? value) => Convert.ToBase64String(PickleSerializer.Serialize(value));
}
