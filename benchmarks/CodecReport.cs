using System.Globalization;
using System.Text.Json;

namespace Bridge.Benchmarks;

/// <summary>Everything that was measured, as tables for people or JSON for programs.</summary>
internal sealed record CodecReport(string Conditions, IReadOnlyList<CodecSize> Sizes, IReadOnlyList<CodecLine> Lines)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public void WriteJson(string file) => File.WriteAllText(file, JsonSerializer.Serialize(this, Format) + "\n");

    public void Print()
    {
        Console.WriteLine(
            $"{"",-43}{"C pickle",11}{"Bridge",11}{"ratio",8}  "
            + $"{"lowest to highest",-18}{"aim",-9}{"allocated per call",20}");
        foreach (var line in Lines)
        {
            Console.WriteLine(Text(line));
        }

        Console.WriteLine($"\n{"Bytes of the pickle",-28}{"CPython",14}{"Bridge typed",15}{"untyped",14}");
        foreach (var size in Sizes)
        {
            Console.WriteLine(Text(size));
        }
    }

    private static string Text(CodecLine line)
    {
        var (lowest, ratio, highest) = line.Ratio;
        var spread = string.Create(CultureInfo.InvariantCulture, $"({lowest:0.00} to {highest:0.00})");
        var aim = $"{line.Aim}{(ratio < line.Aim ? " missed" : "")}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{line.Case,-28}{line.Operation,-15}{Time(line.Python),11}{Time(line.Bridge),11}"
            + $"{ratio,8:0.00}  {spread,-18}{aim,-9}{line.Allocated,18:N0} B");
    }

    private static string Text(CodecSize size)
    {
        var isLarger = Math.Max(size.BridgeTyped, size.BridgeUntyped) > size.Python;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{size.Case,-28}{size.Python,14:N0}{size.BridgeTyped,15:N0}{size.BridgeUntyped,14:N0}")
            + (isLarger ? "  larger" : "");
    }

    private static string Time(double seconds) =>
        seconds < 1e-3
            ? string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e6:0.000} µs")
            : string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3:0.00} ms");
}
