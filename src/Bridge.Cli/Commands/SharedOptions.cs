using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Bridge.Cli.Commands;

/// <summary>Options that several commands have, with the same words everywhere.</summary>
internal static class SharedOptions
{
    private const int MaxWorkers = 1024;

    /// <summary><c>--verbose</c></summary>
    public static Option<bool> Verbose() =>
        new("--verbose") { Description = "Add stack traces and the library's log to standard error." };

    /// <summary><c>--quiet</c></summary>
    public static Option<bool> Quiet() => new("--quiet", "-q") { Description = "Show no progress." };

    /// <summary><c>--json</c></summary>
    public static Option<bool> Json(string description) => new("--json") { Description = description };

    /// <summary><c>--python</c></summary>
    public static Option<string?> Python() => new("--python")
    {
        Description = "The Python to use. Default: BRIDGE_PYTHON, an active virtual environment, or the one on PATH.",
        HelpName = "PATH",
        Validators = { RefuseEmpty },
    };

    /// <summary><c>--authkey-file</c></summary>
    public static Option<string?> AuthKeyFile() => new("--authkey-file")
    {
        Description = "The file that holds the manager's authkey. Default: the text in BRIDGE_AUTHKEY.",
        HelpName = "FILE",
        Validators = { RefuseEmpty },
    };

    /// <summary><c>--workers</c></summary>
    public static Option<int> Workers() => Number(
        "--workers", "-w", "Python processes. Default: one per processor.", Environment.ProcessorCount, MaxWorkers);

    /// <summary>Refuses an empty value, which is an unset variable of a script more often than not.</summary>
    public static void RefuseEmpty(OptionResult result)
    {
        if (result.Tokens is [{ Value: "" }])
        {
            result.AddError($"{result.Option.Name} needs a value, and got an empty one");
        }
    }

    /// <summary>An option that takes a whole number from 1 on.</summary>
    public static Option<int> Number(string name, string alias, string description, int byDefault, int most) =>
        new(name, alias)
        {
            Description = description,
            HelpName = "N",
            DefaultValueFactory = _ => byDefault,
            CustomParser = result => ParseNumber(result, name, most),
        };

    private static int ParseNumber(ArgumentResult result, string name, int most)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= 1 && number <= most)
        {
            return number;
        }

        result.AddError($"{name} takes a whole number from 1 to {most}, not '{text}'");
        return 0;
    }
}
