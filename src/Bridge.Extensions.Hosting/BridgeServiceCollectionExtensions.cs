using Bridge.Extensions.Hosting;
using Bridge.Manager;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds managers and worker pools to the services of an application.</summary>
/// <remarks>
/// Managers start before every other hosted service, then pools; they end in the opposite order, after all others. Without
/// a host they start when they are first asked for; such a container must be disposed asynchronously.
/// </remarks>
public static class BridgeServiceCollectionExtensions
{
    /// <summary>Adds a manager, whose <see cref="ManagerClient"/> is a service.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Called after the section <c>Bridge</c> of the configuration was read.</param>
    public static IServiceCollection AddBridge(this IServiceCollection services, Action<BridgeOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (AddManager(services, "", configure))
        {
            services.TryAddSingleton(provider => provider.GetRequiredKeyedService<ManagerHost>("").GetClient());
        }

        return services;
    }

    /// <summary>Adds a manager with a name, whose <see cref="ManagerClient"/> is a keyed service.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name, which is the key.</param>
    /// <param name="configure">Called after the section <c>Bridge:NAME</c> of the configuration was read.</param>
    public static IServiceCollection AddBridge(
        this IServiceCollection services, string name, Action<BridgeOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (AddManager(services, name, configure))
        {
            services.TryAddKeyedSingleton(
                name, (provider, _) => provider.GetRequiredKeyedService<ManagerHost>(name).GetClient());
        }

        return services;
    }

    /// <summary>Adds a pool of workers that is named like its function.</summary>
    /// <param name="services">The services.</param>
    /// <param name="function">As in <see cref="BridgeWorkerPoolOptions.Function"/>, in Python or .NET.</param>
    /// <param name="configure">Called after the section <c>BridgePools:FUNCTION</c> of the configuration was read.</param>
    /// <remarks>
    /// <see cref="BridgeWorkerPool"/> becomes a keyed service; the first pool that is added can be had without a key, too.
    /// </remarks>
    public static IServiceCollection AddBridgeWorkerPool(
        this IServiceCollection services, string function, Action<BridgeWorkerPoolOptions>? configure = null) =>
        AddBridgeWorkerPool(services, function, function, configure);

    /// <summary>Adds a pool of workers with a name.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name, which is the key.</param>
    /// <param name="function">As in <see cref="BridgeWorkerPoolOptions.Function"/>, in Python or .NET.</param>
    /// <param name="configure">Called after the section <c>BridgePools:NAME</c> of the configuration was read.</param>
    /// <inheritdoc cref="AddBridgeWorkerPool(IServiceCollection, string, Action{BridgeWorkerPoolOptions})" path="/remarks"/>
    public static IServiceCollection AddBridgeWorkerPool(
        this IServiceCollection services,
        string name,
        string function,
        Action<BridgeWorkerPoolOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(function);
        services.AddOptions<BridgeWorkerPoolOptions>(name)
            .Configure(options => options.Function = function)
            .Configure<IServiceProvider>((options, provider) =>
                provider.GetService<IConfiguration>()?.GetSection(Sections.OfPool(name)).Bind(options))
            .Configure(configure ?? (_ => { }))
            .ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<BridgeWorkerPoolOptions>, BridgeWorkerPoolOptionsValidator>());
        AddLifetime(services);
        if (IsNew(services, new PoolRegistration(name)))
        {
            services.AddKeyedSingleton(name, (provider, _) => CreatePool(provider, name));
            services.TryAddSingleton(provider => provider.GetRequiredKeyedService<BridgeWorkerPool>(name));
        }

        return services;
    }

    private static bool AddManager(IServiceCollection services, string name, Action<BridgeOptions>? configure)
    {
        services.AddOptions<BridgeOptions>(name)
            .Configure<IServiceProvider>((options, provider) =>
                provider.GetService<IConfiguration>()?.GetSection(Sections.OfManager(name)).Bind(options))
            .Configure(configure ?? (_ => { }))
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BridgeOptions>, BridgeOptionsValidator>());
        AddLifetime(services);
        if (!IsNew(services, new ManagerRegistration(name)))
        {
            return false;
        }

        services.AddKeyedSingleton(name, (provider, _) => new ManagerHost(
            name,
            provider.GetRequiredService<IOptionsMonitor<BridgeOptions>>(),
            LoggersOf(provider),
            provider.GetService<IHostApplicationLifetime>()));
        return true;
    }

    private static BridgeWorkerPool CreatePool(IServiceProvider provider, string name) => new(
        name,
        manager => provider.GetRequiredKeyedService<ManagerHost>(manager),
        provider.GetRequiredService<IOptionsMonitor<BridgeWorkerPoolOptions>>(),
        LoggersOf(provider));

    // There is one in every host; a bare container may do without.
    private static ILoggerFactory LoggersOf(IServiceProvider provider) =>
        provider.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;

    private static void AddLifetime(IServiceCollection services)
    {
        services.TryAddSingleton<BridgeLifetime>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, BridgeLifetime>(
            provider => provider.GetRequiredService<BridgeLifetime>()));
    }

    // Added twice, only the options of the second time count, on top of the first.
    private static bool IsNew<T>(IServiceCollection services, T registration)
        where T : class
    {
        if (services.Any(known => known.ServiceType == typeof(T) && Equals(known.ImplementationInstance, registration)))
        {
            return false;
        }

        services.AddSingleton(registration);
        return true;
    }
}
