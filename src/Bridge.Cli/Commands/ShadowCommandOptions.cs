using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Bridge.Cli.Shadow;
using Bridge.Workers;

namespace Bridge.Cli.Commands;

/// <summary>The options of <c>run --shadow</c> as the parser sees them.</summary>
internal sealed class ShadowCommandOptions
{
    private readonly Option<string?> _shadow = new("--shadow")
    {
        Description = "A second function for the same rows; reports what it returns differently.",
        HelpName = "WORKER",
    };

    private readonly Option<string?> _report = new("--shadow-report")
    {
        Description = "Collect all differences in this file: JSON lines if its name ends in .jsonl, .ndjson or .json, else CSV.",
        HelpName = "FILE",
        Validators = { SharedOptions.RefuseEmpty },
    };

    private readonly Option<double> _absolute = Tolerance("--abs-tol", "How far two numbers may be apart.");

    private readonly Option<double> _relative = Tolerance("--rel-tol", "The same as a part of the larger one, 1e-9 say.");

    private readonly Option<string[]?> _ignored = new("--ignore-fields")
    {
        Description = "Fields not to compare; a field of an inner dict as items.price.",
        HelpName = "A,B,C",
        CustomParser = result => ParseList(result, "--ignore-fields takes names of fields, separated by commas"),
        Arity = ArgumentArity.ExactlyOne,
    };

    private readonly Option<bool> _strict = new("--strict-types")
    {
        Description = "Report equal values of different Python types: 1 and 1.0, a list and a tuple.",
    };

    private readonly Option<bool> _messages = new("--compare-messages")
    {
        Description = "Report exceptions of the same kind with different texts.",
    };

    private readonly Option<string[]?> _errors = new("--same-errors")
    {
        Description = "Exceptions that stand for each other, besides the usual ones: shop.NoPrice=Shop.NoPriceException.",
        HelpName = "A=B,C=D",
        CustomParser = ParsePairs,
        Arity = ArgumentArity.ExactlyOne,
    };

    /// <summary>Makes a command take these options.</summary>
    /// <param name="command">The command.</param>
    /// <param name="checkWorker">Tells whether a text names a function.</param>
    public void AddTo(Command command, Action<SymbolResult, IReadOnlyList<Token>> checkWorker)
    {
        _shadow.Validators.Add(result => checkWorker(result, result.Tokens));
        command.Add(_shadow);
        Option[] others = [_report, _absolute, _relative, _ignored, _strict, _messages, _errors];
        foreach (var option in others)
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetResult(_shadow) is null
                && others.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } lonely)
            {
                result.AddError($"{lonely.Name} is about --shadow WORKER, which is not given");
            }
        });
    }

    /// <summary>What the user asked for; null without <c>--shadow</c>.</summary>
    public ShadowSettings? Read(ParseResult parsed) => parsed.GetValue(_shadow) is not { } worker ? null : new()
    {
        Worker = worker,
        Report = parsed.GetValue(_report),
        Comparison = new ShadowOptions
        {
            AbsoluteTolerance = parsed.GetValue(_absolute),
            RelativeTolerance = parsed.GetValue(_relative),
            IgnoredFields = parsed.GetValue(_ignored) ?? [],
            StrictTypes = parsed.GetValue(_strict),
            CompareMessages = parsed.GetValue(_messages),
            Errors = (parsed.GetValue(_errors) ?? []).Aggregate(
                ErrorMapping.Default,
                (mapping, pair) => pair.Split('=') is [var one, var other] ? mapping.With(one, other) : mapping),
        },
    };

    private static Option<double> Tolerance(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "X",
        DefaultValueFactory = _ => 0,
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && number >= 0 && double.IsFinite(number))
            {
                return number;
            }

            result.AddError($"{name} takes a number from 0 on, such as 0.005 or 1e-9, not '{text}'");
            return 0;
        },
    };

    private static string[]? ParseList(ArgumentResult result, string problem)
    {
        var items = result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries);
        if (items.Any(string.IsNullOrEmpty))
        {
            result.AddError(problem);
            return null;
        }

        return items;
    }

    private static string[]? ParsePairs(ArgumentResult result)
    {
        const string Problem = "--same-errors takes pairs of class names, NAME=NAME, separated by commas";
        var pairs = ParseList(result, Problem);
        if (pairs?.All(pair => pair.Split('=') is [{ Length: > 0 }, { Length: > 0 }]) == false)
        {
            result.AddError(Problem);
            return null;
        }

        return pairs;
    }
}
