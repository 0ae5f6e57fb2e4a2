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
            RefuseBoth(options.Output, errors, "-o and --errors");
        }

        if (options.Shadow?.Report is { } report)
        {
            Refuse(options.Input, report, "-i and --shadow-report");
            RefuseBoth(options.Output, report, "-o and --shadow-report");
            if (options.Errors is { } others)
            {
                RefuseBoth(others, report, "--errors and --shadow-report");
            }
        }
    }

    private static void RefuseBoth(string one, string other, string names)
    {
        Refuse(one, other, names);
        if (NamedStream.IsStandard(one) && NamedStream.IsStandard(other))
        {
            throw CliException.Usage($"{names} both write to standard output; give one of them a file.");
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
