using System.Diagnostics;
using System.Globalization;
using SharpFuzz;

namespace Bridge.Fuzz;

/// <summary>Runs this program again from a copy of its folder, where the codec reports which branches it takes.</summary>
internal static class InstrumentedCopy
{
    public static int Run(long count, int seed)
    {
        var folder = Directory.CreateTempSubdirectory("bridge-fuzz-").FullName;
        try
        {
            foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory))
            {
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            }

            _ = Fuzzer.Instrument(
                Path.Combine(folder, "Bridge.dll"),
                type => type.StartsWith("Bridge.Pickle", StringComparison.Ordinal),
                Options.Value).Count();
            string[] arguments =
            [
                Path.Combine(folder, "Bridge.Fuzz.dll"), "--instrumented",
                "--count", count.ToString(CultureInfo.InvariantCulture),
                "--seed", seed.ToString(CultureInfo.InvariantCulture),
            ];
            using var process = Process.Start(new ProcessStartInfo("dotnet", arguments)
            {
                // The golden pickles are looked for above the program, or here.
                WorkingDirectory = AppContext.BaseDirectory,
            })!;
            process.WaitForExit();
            return process.ExitCode;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
