using System.CommandLine;
using System.CommandLine.Parsing;
using Bridge.Cli.Pickles;
using Bridge.Pickle;

namespace Bridge.Cli.Commands;

/// <summary>The options of <c>pickle</c> as the parser sees them.</summary>
internal sealed class PickleCommandOptions
{
    private static readonly Dictionary<string, Python2Strings> Encodings = new()
    {
        ["ascii"] = Python2Strings.Ascii,
        ["latin1"] = Python2Strings.Latin1,
        ["utf8"] = Python2Strings.Utf8,
        ["bytes"] = Python2Strings.Bytes,
    };

    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "Pickle files; '-' is standard input.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<bool> _json = SharedOptions.Json("Print one line of canonical JSON per file.");

    private readonly Option<bool> _opcodes = new("--dis") { Description = "Print the opcodes instead of the value." };

    private readonly Option<string?> _rewrite = new("--rewrite")
    {
        Description = "Write the value of the one FILE again.",
        HelpName = "OUT",
        Validators = { SharedOptions.RefuseEmpty },
    };

    private readonly Option<int> _protocol = new("--protocol")
    {
        Description = "The pickle protocol that --rewrite writes: 2 to 5, 4 by default.",
        HelpName = "N",
        CustomParser = ParseProtocol,
        DefaultValueFactory = _ => PickleOptions.Default.Protocol,
    };

    private readonly Option<Python2Strings> _encoding = new("--encoding")
    {
        Description = "What strings of Python 2 are: ascii (the default), latin1, utf8 or bytes.",
        HelpName = "NAME",
        CustomParser = ParseEncoding,
    };

    /// <summary>The option that adds stack traces.</summary>
    public Option<bool> Verbose { get; } = SharedOptions.Verbose();

    /// <summary>Makes a command take these options.</summary>
    public void AddTo(Command command)
    {
        command.Add(_files);
        Option[] options = [_json, _opcodes, _rewrite, _protocol, _encoding, Verbose];
        foreach (var option in options)
        {
            command.Add(option);
        }

        command.Validators.Add(Check);
    }

    /// <summary>What the user asked for.</summary>
    public PickleToolOptions Read(ParseResult parsed) => new(
        parsed.GetRequiredValue(_files),
        parsed.GetValue(_json) ? PickleView.Json : parsed.GetValue(_opcodes) ? PickleView.Opcodes : PickleView.Text,
        parsed.GetValue(_rewrite),
        parsed.GetValue(_protocol),
        parsed.GetValue(_encoding));

    private static Python2Strings ParseEncoding(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Encodings.TryGetValue(text, out var encoding))
        {
            return encoding;
        }

        result.AddError($"--encoding takes ascii, latin1, utf8 or bytes, not '{text}'");
        return default;
    }

    private static int ParseProtocol(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text is "2" or "3" or "4" or "5")
        {
            return text[0] - '0';
        }

        result.AddError($"--protocol takes 2, 3, 4 or 5, not '{text}'");
        return PickleOptions.Default.Protocol;
    }

    private void Check(CommandResult result)
    {
        if (result.GetResult(_protocol) is { Implicit: false } && result.GetValue(_rewrite) is null)
        {
            result.AddError("--protocol says what --rewrite writes; it needs --rewrite");
        }

        if (result.GetValue(_json) && result.GetValue(_opcodes))
        {
            result.AddError("--json and --dis exclude each other");
        }

        if (result.GetValue(_rewrite) is not null && result.GetResult(_files)?.Tokens.Count != 1)
        {
            result.AddError("--rewrite takes exactly one FILE");
        }
    }
}
