using Bridge.Connections;
using Bridge.Manager;
using Bridge.Proxies;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Primitives;

namespace Bridge.Extensions.Tests;

/// <summary>A shared dict as a source of configuration.</summary>
public class DictConfigurationTests
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task Values_are_read_and_changes_are_followed()
    {
        await using var server = await DictServer.StartAsync(
            "{'name': 'x', 'limits': {'max': 5, 'rate': 0.25}, 'hosts': ['a', 'b'], 'on': True, 'none': None, 1: 1180591620717411303424}",
            _token);
        var configuration = new ConfigurationManager();
        configuration.AddBridgeDict("get_settings", options => Point(options, server.Address));
        using var disposal = configuration;

        Assert.Equal("x", configuration["app:name"]);
        Assert.Equal("5", configuration["App:Limits:Max"]);
        Assert.Equal("0.25", configuration["app:limits:rate"]);
        Assert.Equal(("a", "b"), (configuration["app:hosts:0"], configuration["app:hosts:1"]));
        Assert.True(configuration.GetValue<bool>("app:on"));
        Assert.Null(configuration["app:none"]);
        Assert.Equal("1180591620717411303424", configuration["app:1"]);

        var reloads = 0;
        using var watch = ChangeToken.OnChange(((IConfiguration)configuration).GetReloadToken, () => Interlocked.Increment(ref reloads));
        await using var client = await ManagerClient.ConnectAsync(
            server.Address, AuthKey.FromString(DictServer.Key), null, _token);
        await using var dict = await client.GetDictAsync<string, object?>("get_settings", _token);
        await using var nested = await client.CreateDictAsync<string, int>(_token);
        await nested.SetItemAsync("max", 6, _token);
        await dict.SetItemAsync("limits", nested, _token);
        await Retry.UntilAsync("the change is seen", () => configuration["app:limits:max"] == "6");

        Assert.Null(configuration["app:limits:rate"]);
        await Retry.UntilAsync("the change is told", () => Volatile.Read(ref reloads) == 1);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_application_reads_a_dict_as_docs_hosting_says()
    {
        await using var server = await DictServer.StartAsync("{'name': 'x'}", _token);
        var key = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(key, DictServer.Key, _token);
            var builder = Host.CreateApplicationBuilder([$"--Settings:Address={server.Address}", $"--Settings:AuthKeyFile={key}"]);

            builder.Configuration.AddBridgeDict("get_settings", options =>
            {
                options.Address = builder.Configuration["Settings:Address"]; // as the other sources say
                options.AuthKeyFile = builder.Configuration["Settings:AuthKeyFile"];
                options.PollingInterval = TimeSpan.FromSeconds(5);
            });

            using var host = builder.Build();
            Assert.Equal("x", host.Services.GetRequiredService<IConfiguration>()["name"]);
        }
        finally
        {
            File.Delete(key);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task The_last_values_stay_when_the_manager_is_gone_and_a_new_one_is_followed()
    {
        var lines = new Lines();
        var server = await DictServer.StartAsync("{'name': 'x'}", _token);
        var configuration = new ConfigurationManager();
        configuration.AddBridgeDict("get_settings", options =>
        {
            Point(options, server.Address);
            options.LoggerFactory = lines;
        });
        using var disposal = configuration;

        await server.DisposeAsync();
        await Retry.UntilAsync("the loss is logged", () => lines.Count(6022) == 1);
        var kept = configuration["app:name"];
        await using var second = await DictServer.StartAsync("{'name': 'y'}", _token, server.Address.Port);
        await Retry.UntilAsync("the new value is there", () => configuration["app:name"] == "y");

        Assert.Equal("x", kept);
        Assert.Equal((1, 1), (lines.Count(6022), lines.Count(6023)));
        Assert.Equal(0, lines.Count(DictServer.Key));
    }

    [Fact(Timeout = 60_000)]
    public async Task An_optional_manager_may_come_later()
    {
        int port;
        await using (var probe = await DictServer.StartAsync("{}", _token))
        {
            port = probe.Address.Port;
        }

        var configuration = new ConfigurationManager();
        configuration.AddBridgeDict("get_settings", options =>
        {
            Point(options, ManagerAddress.Tcp("127.0.0.1", port));
            options.Optional = true;
        });
        using var disposal = configuration;
        Assert.Null(configuration["app:name"]);

        await using var server = await DictServer.StartAsync("{'name': 'late'}", _token, port);

        await Retry.UntilAsync("the value is there", () => configuration["app:name"] == "late");
    }

    [Fact(Timeout = 60_000)]
    public async Task An_error_at_the_moment_of_disposal_stays_inside()
    {
        await using var server = await DictServer.StartAsync("{'name': 'x'}", _token);
        var lines = new Lines();
        var options = new Hosting.Configuration.BridgeDictConfigurationOptions { LoggerFactory = lines };
        Point(options, server.Address);
        using var provider = new Hosting.Configuration.BridgeDictProvider("get_settings", options);
        provider.Load();
        var isTold = false;
        provider.GetReloadToken().RegisterChangeCallback(
            _ =>
            {
                Volatile.Write(ref isTold, true);
                SpinWait.SpinUntil(() => lines.Count("Disposed") > 0, TimeSpan.FromSeconds(10));
                throw new InvalidOperationException("while it ends");
            },
            null);
        await using var client = await ManagerClient.ConnectAsync(
            server.Address, AuthKey.FromString(DictServer.Key), null, _token);
        await using var dict = await client.GetDictAsync<string, string>("get_settings", _token);
        await dict.SetItemAsync("name", "y", _token);
        await Retry.UntilAsync("the change is told", () => Volatile.Read(ref isTold));

        provider.Dispose();

        Assert.Equal(0, lines.Count(6022)); // nothing was lost
    }

    [Fact]
    public void A_manager_that_is_needed_and_not_there_is_said_in_a_sentence()
    {
        var builder = new ConfigurationBuilder();
        builder.AddBridgeDict("get_settings", options => Point(options, ManagerAddress.Tcp("127.0.0.1", 1)));

        var error = Assert.Throws<InvalidOperationException>(builder.Build);

        Assert.StartsWith("Configuration from get_settings at tcp://127.0.0.1:1 cannot be read: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        var builder = new ConfigurationBuilder();

        var address = Assert.Throws<ArgumentException>(() => builder.AddBridgeDict("get_settings", _ => { }));
        var interval = Assert.Throws<ArgumentException>(() => builder.AddBridgeDict("get_settings", options =>
        {
            options.Address = "127.0.0.1:1";
            options.PollingInterval = TimeSpan.Zero;
        }));

        Assert.Contains("has the Address '', which is none", address.Message, StringComparison.Ordinal);
        Assert.Contains("it must be 10 ms or more", interval.Message, StringComparison.Ordinal);
    }

    private static void Point(Hosting.Configuration.BridgeDictConfigurationOptions options, ManagerAddress address)
    {
        options.Address = address.ToString();
        options.AuthKey = DictServer.Key;
        options.Prefix = "app";
        options.PollingInterval = TimeSpan.FromMilliseconds(20);
    }
}
