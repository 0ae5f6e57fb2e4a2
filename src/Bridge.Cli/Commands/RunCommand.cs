using System.CommandLine;
using Bridge.Cli.Csv;
using Bridge.Cli.Files;
using Bridge.Cli.Output;
using Bridge.Cli.Run;
using Bridge.Cli.Shadow;

namespace Bridge.Cli.Commands;

/// <summary><c>run WORKER -i in.csv -o out.csv</c>: a CSV through a function of Python or .NET.</summary>
internal static class RunCommand
{
    /// <summary>The command, ready to be parsed.</summary>
    public static Command Create(Terminal terminal)
    {
        var options = new RunCommandOptions();
        var command = new Command(
            "run", "Sends the rows of a CSV through a function of Python or .NET and writes what it returns.");
        options.AddTo(command);
        CommandAction.Set(command, terminal, options.Verbose, (parsed, cancellationToken) =>
            RunAsync(options.Read(parsed), terminal, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(RunOptions options, Terminal terminal, CancellationToken cancellationToken)
    {
        RunFiles.Check(options);
        await using var source = NamedStream.OpenRead(options.Input);
        long? length = source.CanSeek ? source.Length : null;
        await using var input = await CsvInput.OpenAsync(
            NamedStream.InputName(options.Input), source, cancellationToken);

        var python = options.NeedsPython
            ? await PythonChoice.FindAsync(options.Python, cancellationToken)
            : null;

        var outcome = await JobProgress.RunAsync(terminal, "rows", options.Quiet, async progress =>
        {
            var pools = new PoolFactory(options, python, progress);
            await using var session = await pools.OpenSessionAsync(cancellationToken);
            return await ManagerWatch.GuardAsync(
                session.Client,
                async stop =>
                {
                    await using var pool = await pools.StartPoolAsync(session.Client, stop);
                    await using var shadow = options.Shadow is { } settings
                        ? await ShadowJob.StartAsync(settings, pools, session.Client, stop)
                        : null;
                    await using var output = new CsvOutput(
                        NamedStream.OutputName(options.Output), NamedStream.OpenWrite(options.Output));
                    await using var failed = await FailedRows.OpenAsync(options.Errors, input.Columns);

                    RowMap map = shadow is null
                        ? pool.MapAsync<Dictionary<string, string>, object?>
                        : (rows, token) => shadow.MapAsync(pool, rows, token);
                    var job = new RunJob(options, input, output, failed, progress);
                    return await job.RunAsync(map, length, stop) with { Shadow = shadow?.Findings };
                },
                cancellationToken);
        });

        if (!options.Quiet)
        {
            terminal.Say($"done: {outcome.State.Figures}, {JobState.Words(outcome.State.Elapsed)}.");
        }

        if (outcome.Failures is { } failures)
        {
            terminal.Say(failures);
        }

        if (outcome.Shadow is { } findings)
        {
            ShadowTables.Write(terminal, options.Worker, findings, options.Quiet);
        }

        return outcome.ExitCode;
    }
}
