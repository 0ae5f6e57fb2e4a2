using System.Text.Json;
using Bridge.Manager;

namespace Inventory;

/// <summary>Performs the steps of a case of the contract: <c>[["ship", "apple", 2], …]</c>.</summary>
public static class Steps
{
    /// <summary>The result of each step as JSON, or what its exception says.</summary>
    public static async Task<List<string>> PerformAsync(ManagerClient client, JsonElement steps)
    {
        await using var inventory = await SharedInventory.OpenAsync(client);
        var results = new List<string>();
        foreach (var step in steps.EnumerateArray())
        {
            var (name, item, count) = (step[0].GetString(), step[1].GetString()!, step[2].GetInt32());
            try
            {
                results.Add(JsonSerializer.Serialize(name switch
                {
                    "receive" => await inventory.ReceiveAsync(item, count),
                    "ship" => await inventory.ShipAsync(item, count),
                    _ => throw new NotSupportedException($"The contract names an operation '{name}' that C# has not."),
                }));
            }
            catch (OutOfStockException error)
            {
                results.Add(JsonSerializer.Serialize(error.Message));
            }
        }

        return results;
    }
}
