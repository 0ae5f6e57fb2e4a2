using System.Net.Sockets;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Bridge.Hosting;

namespace Bridge.Cli.Doctor;

/// <summary>Looks at this machine.</summary>
internal static class Checkup
{
    /// <summary>Looks for Pythons, digests and transports.</summary>
    public static async Task<DoctorReport> RunAsync(CancellationToken cancellationToken)
    {
        var pythons = await PythonLocator.FindAllAsync(cancellationToken);
        var version = typeof(Checkup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!;
        var (best, problem) = await FindBestAsync(cancellationToken);
        return new DoctorReport
        {
            Best = best,
            Problem = problem,
            Version = version.InformationalVersion,
            DotNet = RuntimeInformation.FrameworkDescription,
            System = $"{RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}",
            Pythons = [.. pythons.Select(Describe)],
            Digests = CheckDigests(),
            Transports = CheckTransports(),
        };
    }

    // Not the first usable one of the list: a BRIDGE_PYTHON that does not run is refused, and not passed over.
    private static async Task<(PythonFinding? Best, string? Problem)> FindBestAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (Describe(await PythonLocator.FindAsync(null, cancellationToken)), null);
        }
        catch (PythonNotFoundException e)
        {
            return (null, e.Message);
        }
    }

    private static PythonFinding Describe(PythonInstallation python)
    {
        var advice = python.IsUsable
            ? null
            : $"needs CPython {PythonInstallation.MinimumVersion} or newer; "
                + "a manager that it runs can be joined with --manager";
        return new PythonFinding(python.Version.ToString(), python.Executable, python.Source, python.IsUsable, advice);
    }

    private static Finding[] CheckDigests() =>
    [
#pragma warning disable CA5351 // Only whether it works; managers of Python 3.11 and older know no other digest.
        CheckDigest(
            "HMAC-MD5",
            () => HMACMD5.HashData("key"u8, "data"u8),
            "allow MD5 in the system's OpenSSL policy to join Python 3.11 and older"),
#pragma warning restore CA5351
        CheckDigest("HMAC-SHA256", () => HMACSHA256.HashData("key"u8, "data"u8), "repair the system's OpenSSL"),
        HMACSHA3_256.IsSupported
            ? new Finding("HMAC-SHA3", true)
            : new Finding("HMAC-SHA3", false, "needs OpenSSL 1.1.1 or Windows 11; no manager asks for it by default"),
    ];

    private static Finding CheckDigest(string name, Func<byte[]> compute, string advice)
    {
        try
        {
            compute();
            return new Finding(name, true);
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            return new Finding(name, false, advice);
        }
    }

    private static Finding[] CheckTransports() =>
    [
        Check("TCP", Socket.OSSupportsIPv4, "enable IPv4; managers do not speak IPv6"),
        Check(
            "Unix socket",
            Socket.OSSupportsUnixDomainSockets && !OperatingSystem.IsWindows(),
            "Python on Windows has none; use TCP or a named pipe"),
        Check("abstract socket", OperatingSystem.IsLinux(), "Linux only; use TCP"),
        Check("named pipe", OperatingSystem.IsWindows(), "Windows only; use TCP or a Unix socket"),
    ];

    private static Finding Check(string name, bool isSupported, string advice) =>
        new(name, isSupported, isSupported ? null : advice);
}
