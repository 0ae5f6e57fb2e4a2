using Bridge.Extensions.Hosting;
using Bridge.Manager;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Bridge.Extensions.Tests;

/// <summary>What is wrong with the options is said at the start, in sentences; no Python is needed for that.</summary>
public class ValidationTests
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_manager_without_a_place_is_refused()
    {
        var messages = await ProblemsAsync(services => services.AddBridge());

        Assert.Equal(["Bridge names no manager; set Address to where one listens, or Host to true to start one."], messages);
    }

    [Theory]
    [InlineData("Address", "tcp://", "Bridge:orders:Address is 'tcp://':")]
    [InlineData("AuthKeyVariable", "NO_SUCH_VARIABLE", "names NO_SUCH_VARIABLE, which is not set")]
    [InlineData("AuthKeyFile", "/no/such/file", "Bridge:orders:AuthKeyFile names /no/such/file, which cannot be read")]
    [InlineData("Lanes", "65", "Bridge:orders:Lanes is 65; it can be 1 to 64.")]
    [InlineData("ReadRetries", "-1", "Bridge:orders:ReadRetries is -1; it cannot be negative.")]
    [InlineData("CallTimeout", "00:00:00", "Bridge:orders:CallTimeout is 00:00:00; it must be more than zero")]
    [InlineData("StartTimeout", "-00:00:01", "Bridge:orders:StartTimeout is -00:00:01; it must be more than zero")]
    [InlineData("Python", "python3", "Bridge:orders has Register or Python, which are for a manager that the application")]
    public async Task A_wrong_value_in_the_configuration_is_refused_by_name(string key, string value, string expected)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Bridge:orders:Address"] = "127.0.0.1:1",
            [$"Bridge:orders:{key}"] = value,
        };
        if (!key.StartsWith("AuthKey", StringComparison.Ordinal))
        {
            settings["Bridge:orders:AuthKey"] = "sesame";
        }

        var message = Assert.Single(await ProblemsAsync(services => services.AddBridge("orders"), settings));

        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_in_two_places_is_refused_and_not_shown()
    {
        var message = Assert.Single(await ProblemsAsync(services => services.AddBridge(options =>
        {
            options.Address = "127.0.0.1:1";
            options.AuthKey = "sesame";
            options.AuthKeyFile = "key";
        })));

        Assert.Equal(
            "Bridge has 2 places for the authkey; keep one of AuthKeyFile, AuthKeyVariable and AuthKey.", message);
    }

    [Fact]
    public async Task A_manager_that_runs_elsewhere_needs_a_key()
    {
        var message = Assert.Single(
            await ProblemsAsync(services => services.AddBridge(options => options.Address = "127.0.0.1:1")));

        Assert.StartsWith("Bridge has no authkey; set AuthKeyFile", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pool_on_a_manager_that_is_not_there_is_refused()
    {
        var messages = await ProblemsAsync(services => services
            .AddBridge("orders", options => options.Host = true)
            .AddBridgeWorkerPool("survey:measure", options => options.Workers = 0)
            .AddBridgeWorkerPool("second", "measure", options => options.Manager = "other"));

        Assert.Contains(messages, message => message.StartsWith(
            "BridgePools:survey:measure needs the manager without a name, which was not added", StringComparison.Ordinal));
        Assert.Contains("BridgePools:survey:measure:Workers is 0; it must be 1 or more.", messages);
        Assert.Contains(messages, message => message.Contains("Function is 'measure'; it must be", StringComparison.Ordinal));
        Assert.Contains(messages, message => message.Contains("call services.AddBridge(\"other\", …)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("bin/Worker.dll")]
    [InlineData("bin/worker.exe")]
    [InlineData("bin/Worker.dll:Shop.Prices.Gross")]
    [InlineData("double", "bin/worker")]
    [InlineData("", "bin/worker", "BridgePools:w:Function is ''; it must be")]
    [InlineData("double", null, "BridgePools:w:Function is 'double'; it must be")]
    [InlineData("bin/Worker.dll:", null, "BridgePools:w:Function is 'bin/Worker.dll:'; it must be")]
    public void A_pool_takes_what_stands_for_a_function_or_a_program(
        string function, string? program = null, string? expected = null)
    {
        var builder = Hosts.Empty();
        builder.Services.AddBridge(options => options.Host = true).AddBridgeWorkerPool("w", "some:function", options =>
        {
            options.Function = function;
            options.ConfigurePool(pool => pool with { Program = program });
        });
        using var host = builder.Build();
        var options = host.Services.GetRequiredService<IOptionsMonitor<BridgeWorkerPoolOptions>>();

        if (expected is null)
        {
            Assert.Equal(function, options.Get("w").Function);
        }
        else
        {
            var error = Assert.Throws<OptionsValidationException>(() => options.Get("w"));
            Assert.StartsWith(expected, Assert.Single(error.Failures), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_check_of_a_manager_that_is_not_there_says_so()
    {
        var builder = Hosts.Empty();
        builder.Services.AddHealthChecks().AddBridge("orders");
        using var host = builder.Build();

        var report = await host.HealthAsync();

        Assert.Contains("call services.AddBridge(\"orders\", …) as well", report.Entries["bridge:orders"].Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manager_that_does_not_come_ends_the_start_with_a_sentence()
    {
        var builder = Hosts.Empty();
        builder.Services.AddBridge("orders", options =>
        {
            options.Address = "127.0.0.1:1";
            options.AuthKey = "sesame";
            options.StartTimeout = TimeSpan.FromMilliseconds(1);
        });
        using var host = builder.Build();

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(_token));

        Assert.StartsWith("the manager 'orders' did not start: ", error.Message, StringComparison.Ordinal);
        Assert.IsType<BridgeConnectionException>(error.InnerException);
    }

    [Fact]
    public void Added_twice_a_manager_is_registered_once_and_both_settings_count()
    {
        var builder = Hosts.Empty();
        builder.Services.AddBridge("orders", options => options.Lanes = 3);
        builder.Services.AddBridge("orders", options => options.Host = true);
        using var host = builder.Build();

        var options = host.Services.GetRequiredService<IOptionsMonitor<BridgeOptions>>().Get("orders");

        Assert.Equal((3, true), (options.Lanes, options.Host));
        Assert.Single(builder.Services, service => service.ServiceType == typeof(ManagerClient));
        Assert.Single(builder.Services, service => service.ServiceType == typeof(IHostedService)
            && service.ImplementationFactory is not null);
    }

    private async Task<IEnumerable<string>> ProblemsAsync(
        Action<IServiceCollection> add, Dictionary<string, string?>? settings = null)
    {
        var builder = Hosts.Empty();
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        add(builder.Services);
        using var host = builder.Build();
        try
        {
            await host.StartAsync(_token);
        }
        catch (OptionsValidationException error)
        {
            return error.Failures;
        }
        catch (AggregateException error)
        {
            return error.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures);
        }

        throw new InvalidOperationException("It started.");
    }
}
