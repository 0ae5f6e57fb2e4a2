using Bridge.Cli.Errors;
using Bridge.Cli.Files;
using Bridge.Cli.Output;
using Bridge.Pickle;

namespace Bridge.Cli.Pickles;

/// <summary>Shows pickle files one after the other; a bad one does not keep the others from being shown.</summary>
internal sealed class PickleTool(PickleToolOptions options, Terminal terminal)
{
    private readonly PickleOptions _pickle = new() { Python2Strings = options.Encoding, Protocol = options.Protocol };

    /// <summary>Shows or rewrites the files.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var exitCode = ExitCode.Done;
        foreach (var file in options.Files)
        {
            var name = NamedStream.InputName(file);
            try
            {
                var pickle = await ReadAsync(file, cancellationToken);
                await HandleAsync(name, pickle, cancellationToken);
            }
            catch (UnpicklingException e)
            {
                terminal.Say(Describe(name, e));
                exitCode = ExitCode.Usage;
            }
            catch (CliException e) when (options.Files.Count > 1)
            {
                terminal.Say(e.Message);
                exitCode = e.Code;
            }
        }

        return exitCode;
    }

    private static string Describe(string name, UnpicklingException exception)
    {
        var place = exception.Offset >= 0 ? $" at byte {exception.Offset}" : "";
        return $"{name} is no pickle that can be read, stopped{place}: {ErrorReport.OneLine(exception.Message)}";
    }

    private static async Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = NamedStream.OpenRead(file);
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, cancellationToken);
        return content.ToArray();
    }

    private async Task HandleAsync(string name, byte[] pickle, CancellationToken cancellationToken)
    {
        if (options.Rewrite is { } target)
        {
            await RewriteAsync(pickle, target, cancellationToken);
            return;
        }

        // Gathered first, so that a bad file prints nothing but its error; its opcodes up to there do help.
        using var text = new StringWriter();
        try
        {
            Write(pickle, text);
        }
        catch (UnpicklingException) when (options.View == PickleView.Opcodes)
        {
            Print(name, text);
            throw;
        }

        Print(name, text);
    }

    private void Write(byte[] pickle, StringWriter text)
    {
        switch (options.View)
        {
            case PickleView.Json:
                PickleJson.Write(pickle, text, _pickle);
                break;
            case PickleView.Opcodes:
                PickleDisassembler.Write(pickle, text, _pickle);
                break;
            default:
                PickleText.Write(pickle, text, _pickle);
                break;
        }
    }

    private void Print(string name, StringWriter text)
    {
        if (options.Files.Count > 1 && options.View != PickleView.Json)
        {
            terminal.Output.WriteLine($"{name}:");
        }

        terminal.Output.WriteLine(text.ToString().TrimEnd('\n', '\r'));
    }

    private async Task RewriteAsync(byte[] pickle, string target, CancellationToken cancellationToken)
    {
        var value = PickleSerializer.Deserialize(pickle, _pickle);
        var rewritten = PickleSerializer.Serialize(value, _pickle);
        await using var stream = NamedStream.OpenWrite(target);
        await stream.WriteAsync(rewritten, cancellationToken);
    }
}
