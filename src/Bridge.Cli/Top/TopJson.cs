using Bridge.Cli.Output;
using Bridge.Manager;

namespace Bridge.Cli.Top;

/// <summary>One sample for other programs.</summary>
internal static class TopJson
{
    /// <summary>The sample as one JSON object; its figures only grow, so that the reader can make rates of them.</summary>
    public static string Write(string address, DateTimeOffset at, ServerSample sample) => JsonText.Line(json =>
    {
        json.WriteStartObject();
        json.WriteString("address", address);
        json.WriteString("python", sample.Server.PythonVersion?.ToString());
        Number("pid", sample.Server.ProcessId);
        json.WriteString("at", at.UtcDateTime);
        json.WriteNumber("elapsed_ms", Math.Round(sample.Elapsed.TotalMilliseconds, 3));
        if (sample.ProcessorTime is { } time)
        {
            json.WriteNumber("processor_seconds", Math.Round(time.TotalSeconds, 6));
        }
        else
        {
            json.WriteNull("processor_seconds");
        }

        Number("memory_bytes", sample.MemoryBytes);
        json.WriteStartArray("objects");
        foreach (var item in sample.Objects)
        {
            json.WriteStartObject();
            json.WriteString("id", item.Id);
            json.WriteString("type", item.TypeName);
            json.WriteNumber("refcount", item.ReferenceCount);
            Number("length", item.Length);
            Number("capacity", item.Capacity);
            Number("unfinished_tasks", item.UnfinishedTasks);
            json.WriteString("state", item.State);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (sample.Connections is null)
        {
            json.WriteNull("connections");
        }
        else
        {
            json.WriteStartArray("connections");
            foreach (var connection in sample.Connections)
            {
                json.WriteStartObject();
                json.WriteString("name", connection.Name);
                Number("thread", connection.ThreadId);
                Number("writes", connection.Writes);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();

        void Number(string name, long? value)
        {
            if (value is { } number)
            {
                json.WriteNumber(name, number);
            }
            else
            {
                json.WriteNull(name);
            }
        }
    });
}
