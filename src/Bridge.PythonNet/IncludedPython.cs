using System.Reflection;
using System.Runtime.InteropServices;
using Bridge.Hosting;

namespace Bridge.PythonNet;

/// <summary>The Python that the package Python.Included carries, where the program has that package.</summary>
/// <remarks>
/// It is a Windows x64 build; on other systems its installer unpacks that build all the same, and calls shells that
/// are not there. So it is never touched elsewhere. Reached by name, because the package is the program's choice.
/// </remarks>
internal static class IncludedPython
{
    private const string Installer = "Python.Included.Installer, Python.Included";

    /// <summary>Whether its package may be used on this machine.</summary>
    public static bool IsSupported => OperatingSystem.IsWindows() && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>Unpacks it where that was not done before; null where there is none.</summary>
    /// <exception cref="PythonNotFoundException">It is there, and does not run.</exception>
    public static async Task<PythonLibrary?> FindAsync(CancellationToken cancellationToken)
    {
        if (!IsSupported || Type.GetType(Installer, throwOnError: false) is not { } installer)
        {
            return null;
        }

        // Task SetupPython(bool force = false), with more parameters in some versions; each has a default.
        var setUp = installer.GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(method => method.Name == "SetupPython" && method.GetParameters().All(parameter => parameter.HasDefaultValue))
            .MinBy(method => method.GetParameters().Length);
        var home = installer.GetProperty("EmbeddedPythonHome", BindingFlags.Public | BindingFlags.Static);
        if (setUp is null || home is null)
        {
            throw new PythonNotFoundException(
                "This version of Python.Included is not known here: its Installer has no SetupPython or EmbeddedPythonHome.");
        }

        var defaults = setUp.GetParameters().Select(parameter => parameter.DefaultValue).ToArray();
        await ((Task)setUp.Invoke(null, BindingFlags.DoNotWrapExceptions, null, defaults, null)!)
            .WaitAsync(cancellationToken).ConfigureAwait(false);
        var folder = (string)home.GetValue(null)!;
        var python = await PythonLocator.FindAsync(Path.Combine(folder, "python.exe"), cancellationToken).ConfigureAwait(false);
        return new PythonLibrary(
            python with { Source = "Python.Included" },
            Path.Combine(folder, $"python{python.Version.Major}{python.Version.Minor}.dll"));
    }
}
