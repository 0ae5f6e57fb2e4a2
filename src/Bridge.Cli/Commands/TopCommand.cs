using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Bridge.Cli.Errors;
using Bridge.Cli.Output;
using Bridge.Cli.Run;
using Bridge.Cli.Top;

namespace Bridge.Cli.Commands;

/// <summary><c>top [ADDRESS]</c>: what a running manager is doing, live.</summary>
internal static class TopCommand
{
    private const string AddressVariable = "BRIDGE_ADDRESS";

    private const double MinSeconds = 0.1;

    private const double MaxSeconds = 3600;

    /// <summary>The command, ready to be parsed.</summary>
    public static Command Create(Terminal terminal)
    {
        var address = new Argument<string?>("ADDRESS")
        {
            Description = $"The manager: tcp://host:port, host:port, /path/to/socket or @name. Default: {AddressVariable}.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var interval = new Option<double>("--interval", "-n")
        {
            Description = "Seconds between two samples. Default: 2.",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => 2,
            CustomParser = ParseSeconds,
        };
        var sort = new Option<TopSort>("--sort", "-s")
        {
            Description = "The order of the objects: type, refs, length or change. Default: type.",
            HelpName = "KEY",
            CustomParser = ParseSort,
        };
        var authKeyFile = SharedOptions.AuthKeyFile();
        var json = SharedOptions.Json("Print one sample as a JSON object, and end.");
        var verbose = SharedOptions.Verbose();
        var command = new Command("top", "Shows live what a running manager is doing: objects, queues, connections, calls.")
        {
            address, interval, sort, authKeyFile, json, verbose,
        };

        CommandAction.Set(command, terminal, verbose, async (parsed, cancellationToken) =>
        {
            var where = Where(parsed.GetValue(address));
            await using var session = await ManagerSession.JoinAsync(
                where, parsed.GetValue(authKeyFile), cancellationToken);
            if (parsed.GetValue(json))
            {
                var sample = await session.Client.SampleAsync(cancellationToken);
                terminal.Output.WriteLine(
                    TopJson.Write(session.Client.Address.ToString(), DateTimeOffset.UtcNow, sample));
                return ExitCode.Done;
            }

            var options = new TopOptions(TimeSpan.FromSeconds(parsed.GetValue(interval)), parsed.GetValue(sort));
            return await new TopView(session.Client, terminal, options).RunAsync(cancellationToken);
        });
        return command;
    }

    private static string Where(string? address) =>
        !string.IsNullOrEmpty(address) ? address
        : Environment.GetEnvironmentVariable(AddressVariable) is { Length: > 0 } text ? text
        : throw CliException.Usage($"the manager's address is missing; give it as ADDRESS or set {AddressVariable}.");

    private static double ParseSeconds(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds is >= MinSeconds and <= MaxSeconds)
        {
            return seconds;
        }

        result.AddError(string.Create(
            CultureInfo.InvariantCulture, $"--interval takes seconds from {MinSeconds} to {MaxSeconds}, not '{text}'"));
        return 0;
    }

    private static TopSort ParseSort(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (!int.TryParse(text, out _) && Enum.TryParse<TopSort>(text, ignoreCase: true, out var sort))
        {
            return sort;
        }

        result.AddError($"--sort takes type, refs, length or change, not '{text}'");
        return TopSort.Type;
    }
}
