#:project ../../../src/Bridge/Bridge.csproj
#:property PublishAot=false

// Plays Conway's game of life: the lower half of the world here, the upper one in simulation.py, which is started first.
using Bridge.Connections;
using Bridge.Manager;
using Bridge.Proxies;

const int Generations = 12;

await using var client = await ManagerClient.ConnectAsync(
    ManagerAddress.Parse(args is [var at, ..] ? at : "127.0.0.1:28600"), AuthKey.FromString("sesame"));
await using var world = await client.GetListAsync<string>("get_world");
await using var names = await client.GetListAsync<string>("get_players");
await using var gathered = await client.GetConditionAsync("get_gathering");
await using var both = await client.GetBarrierAsync("get_step");

await using (var hold = await gathered.AcquireAsync())
{
    await names.AppendAsync("C#");
    await hold.NotifyAllAsync();
    await hold.WaitForAsync(async token => await names.GetCountAsync(token) == 2);
}

for (var i = 0; i < Generations; i++)
{
    var rows = await world.GetSnapshotAsync();
    string[] mine = [.. Enumerable.Range(4, 4).Select(y => NextRow(rows, y))];
    await both.WaitAsync(); // everybody has read
    await world.SetSliceAsync(4, 8, mine);
    await both.WaitAsync(); // everybody has written
}

Console.WriteLine(string.Join(" and ", (await names.GetSnapshotAsync()).Order(StringComparer.Ordinal)));
Console.WriteLine(string.Join('\n', await world.GetSnapshotAsync()));
await both.WaitAsync();

// The next generation of one row; the world has no edges.
static string NextRow(IReadOnlyList<string> rows, int y)
{
    var (height, width) = (rows.Count, rows[0].Length);
    return string.Concat(Enumerable.Range(0, width).Select(x => Lives(x) ? '#' : '.'));

    bool Lives(int x)
    {
        var around = 0;
        foreach (var (dy, dx) in from dy in (int[])[-1, 0, 1] from dx in (int[])[-1, 0, 1] select (dy, dx))
        {
            around += rows[(y + dy + height) % height][(x + dx + width) % width] == '#' ? 1 : 0;
        }

        return around == 3 || (around == 4 && rows[y][x] == '#');
    }
}
