using System.Reflection;
using Bridge.Workers;

namespace Bridge.WorkerHost;

/// <summary>Loads the assembly of the user, and says in one sentence why it cannot be loaded.</summary>
internal static class AssemblyLoader
{
    /// <summary>The assembly.</summary>
    /// <exception cref="WorkerLoadException">It is not there, or not one that this .NET can load.</exception>
    public static Assembly Load(MethodName name)
    {
        if (!File.Exists(name.Path))
        {
            throw new WorkerLoadException(
                WorkerLoadException.ModuleNotFound, $"There is no file {name.Path}; build the project, or check the path.");
        }

        try
        {
            return new WorkerLoadContext(name.Path).LoadFromAssemblyPath(name.Path);
        }
        catch (Exception error) when (
            IsLoadFailure(error) || error is IOException or InvalidOperationException or ArgumentException)
        {
            throw CannotLoad(name, error);
        }
    }

    /// <summary>The types that can be loaded; others lack an assembly.</summary>
    public static IEnumerable<Type> TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException error)
        {
            return error.Types.OfType<Type>();
        }
    }

    /// <summary>Whether an exception is about an assembly or a type that cannot be loaded, and no file of the user's.</summary>
    public static bool IsLoadFailure(Exception error) => error switch
    {
        FileNotFoundException { FileName: { } name } => IsAssembly(name),
        FileLoadException { FileName: { } name } => IsAssembly(name),
        _ => error is BadImageFormatException or TypeLoadException,
    };

    /// <summary>The sentence about it.</summary>
    public static WorkerLoadException CannotLoad(MethodName name, Exception error) => new(
        WorkerLoadException.ImportFailed,
        error switch
        {
            BadImageFormatException { FileName: var bad } when string.IsNullOrEmpty(bad) || bad == name.Path =>
                $"{name.File} is no assembly of .NET; give the dll that 'dotnet build' made.",
            FileNotFoundException { FileName: { } missing } when IsOfDotNet(missing) =>
                $"{name.File} is for another .NET than {Environment.Version}: it needs {Short(missing)}; "
                + "install that .NET, or build the project for this one.",
            FileNotFoundException { FileName: { } missing } =>
                $"{name.File} needs {Short(missing)}, which is not beside it; put "
                + "<EnableDynamicLoading>true</EnableDynamicLoading> into its project and build it again.",
            FileLoadException { FileName: { } refused } when Short(refused).StartsWith("Bridge ", StringComparison.Ordinal) =>
                $"{name.File} was built with {Short(refused)}, and this is {typeof(WorkerFunction).Assembly.GetName().Version}; "
                + "use the same version of Bridge on both sides.",
            _ => $"{name.File} cannot be loaded: {error.Message.ReplaceLineEndings(" ").TrimEnd('.')}.",
        },
        error);

    private static bool IsAssembly(string name) => name.Contains(", Version=", StringComparison.Ordinal);

    private static bool IsOfDotNet(string assembly) =>
        assembly.StartsWith("System.Runtime,", StringComparison.Ordinal)
        || assembly.StartsWith("System.Private.CoreLib,", StringComparison.Ordinal);

    // "System.Runtime, Version=11.0.0.0, Culture=neutral, …" as "System.Runtime 11.0.0.0".
    private static string Short(string assembly)
    {
        var parts = assembly.Split(',', StringSplitOptions.TrimEntries);
        return parts.Length > 1 ? parts[0] + " " + parts[1].Replace("Version=", "", StringComparison.Ordinal) : assembly;
    }
}
