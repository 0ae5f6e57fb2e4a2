using System.Reflection;
using System.Runtime.Loader;
using Bridge.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bridge.WorkerHost;

/// <summary>
/// Where the assembly of the user lives, with what it brings along. Bridge itself is shared with the host, and what it
/// depends on, so that a type of it is one type on both sides.
/// </summary>
internal sealed class WorkerLoadContext(string path) : AssemblyLoadContext("worker")
{
    private static readonly string[] Shared =
    [
        typeof(WorkerFunction).Assembly.GetName().Name!,
        typeof(ILogger).Assembly.GetName().Name!,
        typeof(IServiceCollection).Assembly.GetName().Name!, // it is in the signatures of the one before
    ];

    private readonly AssemblyDependencyResolver _resolver = new(path);
    private readonly string _folder = Path.GetDirectoryName(path)!;

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (Array.Exists(Shared, name => string.Equals(name, assemblyName.Name, StringComparison.OrdinalIgnoreCase)))
        {
            return OfHost(assemblyName);
        }

        var found = _resolver.ResolveAssemblyToPath(assemblyName) ?? Beside(assemblyName);
        return found is null ? null : LoadFromAssemblyPath(found);
    }

    protected override IntPtr LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } found ? LoadUnmanagedDllFromPath(found) : IntPtr.Zero;

    // A program that has .NET in its own process loads the host, and what that needs, into a context of their own.
    private static Assembly? OfHost(AssemblyName assemblyName)
    {
        var host = GetLoadContext(typeof(WorkerLoadContext).Assembly)!;
        if (host == Default)
        {
            return null; // which asks the default context
        }

        var found = host.LoadFromAssemblyName(assemblyName);
        return assemblyName.Version is null || found.GetName().Version >= assemblyName.Version
            ? found
            : throw new FileLoadException("The host has an older version.", assemblyName.FullName);
    }

    // An assembly that was copied without its .deps.json: what lies beside it is meant.
    private string? Beside(AssemblyName assemblyName)
    {
        var path = Path.Combine(_folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? path : null;
    }
}
