using System.Text.Json;
using Bridge.Cli.Output;

namespace Bridge.Cli.Doctor;

/// <summary>The report for programs.</summary>
internal static class DoctorJson
{
    /// <summary>The report as one line of JSON.</summary>
    public static string Format(DoctorReport report) => JsonText.Line(json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("healthy", report.IsHealthy);
        json.WriteString("bridge", report.Version);
        json.WriteString("dotnet", report.DotNet);
        json.WriteString("system", report.System);
        WritePythons(json, report.Pythons);
        WriteFindings(json, "digests", report.Digests);
        WriteFindings(json, "transports", report.Transports);
        json.WriteString("problem", report.Problem);
        json.WriteEndObject();
    });

    private static void WritePythons(Utf8JsonWriter json, IReadOnlyList<PythonFinding> pythons)
    {
        json.WriteStartArray("pythons");
        foreach (var python in pythons)
        {
            json.WriteStartObject();
            json.WriteString("version", python.Version);
            json.WriteString("path", python.Path);
            json.WriteString("source", python.Source);
            json.WriteBoolean("usable", python.IsUsable);
            json.WriteString("advice", python.Advice);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteFindings(Utf8JsonWriter json, string name, IReadOnlyList<Finding> findings)
    {
        json.WriteStartArray(name);
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("name", finding.Name);
            json.WriteBoolean("supported", finding.IsSupported);
            json.WriteString("advice", finding.Advice);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
