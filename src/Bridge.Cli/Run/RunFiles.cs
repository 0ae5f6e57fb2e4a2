using Bridge.Cli.Errors;
using Bridge.Cli.Files;

namespace Bridge.Cli.Run;

/// <summary>Checks of the file names of a run before anything is opened.</summary>
internal static class RunFiles
{
    /// <summary>Refuses to write a file that is read, or two things into one file.</summary>
    /// <exception cref="CliException">Two names lead to the same file.</exception>
    public static void Check(RunOptions options)
    {
        Refuse(options.Input, options.Output, "-i and -o");
        if (options.Errors is { } errors)
        {
            Refuse(options.Input, errors, "-i and --errors");
            Refuse(options.Output, errors, "-o and --errors");
            if (NamedStream.IsStandard(options.Output) && NamedStream.IsStandard(errors))
            {
                throw CliException.Usage("-o and --errors both write to standard output; give one of them a file.");
            }
        }
    }

    private static void Refuse(string one, string other, string names)
    {
        if (NamedStream.AreSame(one, other))
        {
            throw CliException.Usage($"{names} name the same file {other}; choose another one.");
        }
    }
}
