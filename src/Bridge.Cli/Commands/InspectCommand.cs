using System.CommandLine;
using System.Globalization;
using Bridge.Cli.Errors;
using Bridge.Cli.Output;
using Bridge.Cli.Run;
using Bridge.Manager;
using Spectre.Console;

namespace Bridge.Cli.Commands;

/// <summary><c>inspect ADDRESS</c>: what lives in a running manager.</summary>
internal static class InspectCommand
{
    /// <summary>The command, ready to be parsed.</summary>
    public static Command Create(Terminal terminal)
    {
        var address = new Argument<string>("ADDRESS")
        {
            Description = "The manager: tcp://host:port, host:port, /path/to/socket or @name.",
        };
        var authKeyFile = SharedOptions.AuthKeyFile();
        var json = SharedOptions.Json("Print a JSON array of id, type, refcount and text.");
        var verbose = SharedOptions.Verbose();
        var command = new Command("inspect", "Lists the objects that live in a running manager.")
        {
            address, authKeyFile, json, verbose,
        };

        CommandAction.Set(command, terminal, verbose, async (parsed, cancellationToken) =>
        {
            await using var session = await ManagerSession.JoinAsync(
                parsed.GetRequiredValue(address), parsed.GetValue(authKeyFile), cancellationToken);
            var objects = await ListAsync(session.Client, cancellationToken);

            if (parsed.GetValue(json))
            {
                WriteJson(terminal, objects);
            }
            else
            {
                WriteTable(terminal, objects);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<IReadOnlyList<ManagedObject>> ListAsync(
        ManagerClient client, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetObjectsAsync(cancellationToken);
        }
        catch (RemoteException e)
        {
            throw CliException.Failed(
                $"the manager cannot list its objects, because str() of one of them raises {e.Message}; correct its class.", e);
        }
    }

    private static void WriteJson(Terminal terminal, IReadOnlyList<ManagedObject> objects) =>
        terminal.Output.WriteLine(JsonText.Line(json =>
        {
            json.WriteStartArray();
            foreach (var item in objects)
            {
                json.WriteStartObject();
                json.WriteString("id", item.Id);
                json.WriteString("type", item.TypeName);
                json.WriteNumber("refcount", item.ReferenceCount);
                json.WriteString("text", item.Text);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }));

    private static void WriteTable(Terminal terminal, IReadOnlyList<ManagedObject> objects)
    {
        var table = new Table().AddColumns("id", "type", "refcount", "text");
        table.Columns[2].RightAligned();
        foreach (var item in objects)
        {
            table.AddRow(
                new Text(item.Id),
                new Text(item.TypeName),
                new Text(item.ReferenceCount.ToString(CultureInfo.InvariantCulture)),
                new Text(ErrorReport.OneLine(item.Text)));
        }

        terminal.OpenOutputConsole().Write(table);
        terminal.Output.WriteLine(objects.Count == 1 ? "1 object" : $"{objects.Count} objects");
    }
}
