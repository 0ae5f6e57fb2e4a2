using System.CommandLine;
using System.Globalization;
using Bridge.Cli.Csv;
using Bridge.Cli.Demo;
using Bridge.Cli.Errors;
using Bridge.Cli.Files;
using Bridge.Cli.Output;
using Bridge.Cli.Run;
using Bridge.Hosting;
using Bridge.Workers;

namespace Bridge.Cli.Commands;

/// <summary><c>demo</c>: surveys the standard library of the Python that it finds.</summary>
internal static class DemoCommand
{
    /// <summary>Few modules per batch: files differ much in size, and the bar should move.</summary>
    private const int BatchSize = 8;

    /// <summary>The command, ready to be parsed.</summary>
    public static Command Create(Terminal terminal)
    {
        var output = new Option<string>("--output", "-o")
        {
            Description = "The CSV to write.",
            HelpName = "FILE",
            Validators = { SharedOptions.RefuseEmpty },
            DefaultValueFactory = _ => "stdlib-survey.csv",
        };
        var workers = SharedOptions.Workers();
        var python = SharedOptions.Python();
        var quiet = SharedOptions.Quiet();
        var verbose = SharedOptions.Verbose();
        var command = new Command(
            "demo", "Surveys Python's standard library: C# lists the files, Python workers parse them, C# collects.")
        {
            output, workers, python, quiet, verbose,
        };

        CommandAction.Set(command, terminal, verbose, (parsed, cancellationToken) => RunAsync(
            new DemoOptions(
                parsed.GetRequiredValue(output),
                parsed.GetValue(workers),
                parsed.GetValue(python),
                parsed.GetValue(quiet),
                parsed.GetValue(verbose)),
            terminal,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(DemoOptions options, Terminal terminal, CancellationToken cancellationToken)
    {
        var python = await PythonChoice.FindAsync(options.Python, cancellationToken);
        var folder = await StandardLibrary.FindFolderAsync(python, cancellationToken);
        var modules = StandardLibrary.List(folder);
        terminal.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"surveying {modules.Count:N0} modules of Python {python.Version} in {folder}"));

        var survey = await JobProgress.RunAsync(terminal, "modules", options.Quiet, progress =>
            SurveyAsync(python, modules, options, progress, cancellationToken));
        await WriteAsync(options.Output, survey);

        var toData = NamedStream.IsStandard(options.Output);
        if (!toData)
        {
            SurveyTable.Write(terminal, [.. survey.Results.Select(ModuleFigures.Read)]);
        }

        terminal.Say($"every module's figures are in {NamedStream.OutputName(options.Output)}.");
        return Finish(terminal, survey);
    }

    private static async Task<Survey> SurveyAsync(
        PythonInstallation python,
        IReadOnlyList<ModuleFile> modules,
        DemoOptions options,
        IJobProgress progress,
        CancellationToken cancellationToken)
    {
        var log = VerboseLog.Create(options.Verbose, progress.Note);
        var relay = Relay.Until(progress.Note, cancellationToken);
        using var worker = SurveyWorker.Unpack();
        await using var session = await ManagerSession.StartAsync(
            new ManagerProcessOptions { Python = python.Executable, Output = relay, LoggerFactory = log },
            cancellationToken);
        return await ManagerWatch.GuardAsync(
            session.Client,
            async stop =>
            {
                await using var pool = await WorkerPool.StartAsync(
                    session.Client,
                    worker.Function,
                    new WorkerPoolOptions
                    {
                        Workers = options.Workers,
                        BatchSize = BatchSize,
                        Python = python.Executable,
                        Output = relay,
                        LoggerFactory = log,
                    },
                    stop);
                return await new SurveyJob(session.Client, pool, progress).RunAsync(modules, stop);
            },
            cancellationToken);
    }

    private static async Task WriteAsync(string name, Survey survey)
    {
        await using var output = new CsvOutput(NamedStream.OutputName(name), NamedStream.OpenWrite(name));
        var table = new ResultTable();
        if (table.TryFormat(survey.Results, out var lines) is { } problem)
        {
            throw CliException.Failed(problem);
        }

        await output.WriteAsync(table.Columns ?? []);
        foreach (var line in lines)
        {
            await output.WriteAsync(line);
        }

        await output.FlushAsync();
    }

    private static int Finish(Terminal terminal, Survey survey)
    {
        foreach (var problem in survey.Problems)
        {
            terminal.Say(problem);
        }

        if (survey.Problems.Count == 0)
        {
            return ExitCode.Done;
        }

        terminal.Say($"{survey.Problems.Count} modules could not be measured; the others are complete.");
        return ExitCode.Failed;
    }
}
