using Bridge.Hosting;
using Bridge.Manager;

[assembly: AssemblyFixture(typeof(Bridge.InteropTests.ManagerFixture))]

namespace Bridge.InteropTests;

/// <summary>One genuine manager for all tests of the assembly that need no other.</summary>
public sealed class ManagerFixture : IAsyncLifetime
{
    private ManagerProcess? _manager;

    public ManagerProcess Manager => _manager!;

    public ManagerClient Client => Manager.Client;

    public async ValueTask InitializeAsync() => _manager = await ManagerProcess.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_manager is not null)
        {
            var id = _manager.ProcessId;
            await _manager.DisposeAsync();
            Assert.False(ProcessList.IsRunning(id), "The manager of the tests is left over.");
        }
    }
}
