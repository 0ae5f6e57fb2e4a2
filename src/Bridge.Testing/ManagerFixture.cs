using Bridge.Connections;
using Bridge.Manager;
using Xunit;

namespace Bridge.Testing;

/// <summary>One genuine manager for all tests of an assembly, or of a class: an xunit.v3 fixture.</summary>
/// <remarks>
/// <para><c>[assembly: AssemblyFixture(typeof(ManagerFixture))]</c>, or <c>IClassFixture&lt;ManagerFixture&gt;</c>; derive
/// from it and override <see cref="Options"/> for another Python or more typeids.</para>
/// <para>Without a usable Python its tests are skipped, and fail where the variable <c>CI</c> is set. Thread-safe.</para>
/// </remarks>
public class ManagerFixture : IAsyncLifetime
{
    private TestManager? _manager;
    private string? _missing;

    /// <summary>The manager. Skips the test when there is no Python.</summary>
    public TestManager Manager =>
        _manager ?? throw (_missing is null
            ? new InvalidOperationException("The manager has not started; xunit calls InitializeAsync.")
            : new SkipException(_missing));

    /// <summary>The client of the manager. Skips the test when there is no Python.</summary>
    public ManagerClient Client => Manager.Client;

    /// <summary>Where the manager listens.</summary>
    public ManagerAddress Address => Manager.Address;

    /// <summary>The key that other programs need to connect.</summary>
    public AuthKey AuthKey => Manager.AuthKey;

    /// <summary>How the manager starts and ends. All defaults.</summary>
    protected virtual TestManagerOptions Options => TestManagerOptions.Default;

    /// <summary>Starts the manager.</summary>
    public virtual async ValueTask InitializeAsync()
    {
        try
        {
            _manager = await TestManager.StartAsync(Options, TestContext.Current.CancellationToken).ConfigureAwait(false);
            TestReports.AddShared(_manager.Transcript);
        }
        catch (PythonNotFoundException missing) when (!BridgeTest.IsContinuousIntegration)
        {
            _missing = missing.Message;
        }
    }

    /// <summary>Ends the manager.</summary>
    /// <exception cref="LeakException">The tests left objects or processes.</exception>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_manager is not null)
        {
            TestReports.RemoveShared(_manager.Transcript);
            await _manager.DisposeAsync().ConfigureAwait(false);
        }
    }
}
