using System.CommandLine;
using System.CommandLine.Parsing;
using Bridge.Cli.Run;
using Bridge.Workers;

namespace Bridge.Cli.Commands;

/// <summary>The options of <c>run</c> as the parser sees them; <see cref="RunOptions"/> is what comes out.</summary>
internal sealed class RunCommandOptions
{
    private const int DefaultBatch = 100;
    private const int MaxBatch = 1_000_000;
    private const int DefaultStartTimeout = 60;
    private const int MaxStartTimeout = 24 * 60 * 60;

    private readonly Argument<string> _worker = new("WORKER")
    {
        Description = "The function that gets each row: file.py:function, module:function or "
            + "Worker.dll:Namespace.Type.Method.",
        Validators = { result => CheckWorker(result, result.Tokens) },
    };

    private readonly Option<string> _input = new("--input", "-i")
    {
        Description = "The CSV to read; its first line names the columns. '-' is standard input.",
        HelpName = "FILE",
        Validators = { SharedOptions.RefuseEmpty },
        Required = true,
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The CSV to write; overwritten if it exists. '-' is standard output.",
        HelpName = "FILE",
        Validators = { SharedOptions.RefuseEmpty },
        DefaultValueFactory = _ => "-",
    };

    private readonly Option<int> _workers = SharedOptions.Workers();

    private readonly Option<int> _batch =
        SharedOptions.Number("--batch", "-b", "Rows that travel together.", DefaultBatch, MaxBatch);

    private readonly Option<string?> _manager = new("--manager")
    {
        Description = "Join the manager at this address instead of starting one.",
        HelpName = "ADDRESS",
    };

    private readonly Option<string?> _authKeyFile = SharedOptions.AuthKeyFile();

    private readonly Option<bool> _ordered = new("--ordered")
    {
        Description = "Write results in the order of the rows.",
    };

    private readonly Option<string?> _errors = new("--errors")
    {
        Description = "Collect failed rows in this CSV, with type, message and traceback of their error.",
        HelpName = "FILE",
        Validators = { SharedOptions.RefuseEmpty },
    };

    private readonly Option<string[]?> _columns = new("--columns")
    {
        Description = "The columns to write. Default: the keys of the first result.",
        HelpName = "A,B,C",
        CustomParser = ParseColumns,
        Arity = ArgumentArity.ExactlyOne,
    };

    private readonly Option<string?> _python = SharedOptions.Python();

    private readonly Option<int> _startTimeout = SharedOptions.Number(
        "--start-timeout", "-t", "Seconds a worker may take to import its function and run setup().",
        DefaultStartTimeout, MaxStartTimeout);

    private readonly Option<bool> _quiet = SharedOptions.Quiet();

    private readonly ShadowCommandOptions _shadow = new();

    /// <summary>The option that adds stack traces.</summary>
    public Option<bool> Verbose { get; } = SharedOptions.Verbose();

    /// <summary>Makes a command take these options.</summary>
    public void AddTo(Command command)
    {
        command.Add(_worker);
        Option[] options =
        [
            _input, _output, _workers, _batch, _ordered, _errors, _columns,
            _manager, _authKeyFile, _python, _startTimeout, _quiet, Verbose,
        ];
        foreach (var option in options)
        {
            command.Add(option);
        }

        _shadow.AddTo(command, CheckWorker);
    }

    /// <summary>What the user asked for.</summary>
    public RunOptions Read(ParseResult parsed) => new()
    {
        Worker = parsed.GetRequiredValue(_worker),
        Input = parsed.GetRequiredValue(_input),
        Output = parsed.GetRequiredValue(_output),
        Workers = parsed.GetValue(_workers),
        Batch = parsed.GetValue(_batch),
        Manager = parsed.GetValue(_manager),
        AuthKeyFile = parsed.GetValue(_authKeyFile),
        Ordered = parsed.GetValue(_ordered),
        Errors = parsed.GetValue(_errors),
        Columns = parsed.GetValue(_columns) is { Length: > 0 } columns ? columns : null,
        Python = parsed.GetValue(_python),
        StartTimeout = TimeSpan.FromSeconds(parsed.GetValue(_startTimeout)),
        Quiet = parsed.GetValue(_quiet),
        Verbose = parsed.GetValue(Verbose),
        Shadow = _shadow.Read(parsed),
    };

    private static void CheckWorker(SymbolResult result, IReadOnlyList<Token> tokens)
    {
        var text = tokens.Count == 1 ? tokens[0].Value : "";
        var colon = text.LastIndexOf(':');
        if (!WorkerPool.IsDotNet(text) && (colon <= 0 || colon == text.Length - 1))
        {
            result.AddError(
                $"'{text}' names no worker function, write file.py:function, module:function or "
                + "Worker.dll:Namespace.Type.Method");
        }
    }

    private static string[]? ParseColumns(ArgumentResult result)
    {
        var columns = result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries);
        if (columns.Any(string.IsNullOrEmpty) || columns.Distinct().Count() != columns.Length)
        {
            result.AddError("--columns takes different names, separated by commas");
            return null;
        }

        return columns;
    }
}
