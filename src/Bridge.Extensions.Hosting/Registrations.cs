namespace Bridge.Extensions.Hosting;

/// <summary>A manager that was added.</summary>
internal sealed record ManagerRegistration(string Name);

/// <summary>A pool that was added.</summary>
internal sealed record PoolRegistration(string Name);
