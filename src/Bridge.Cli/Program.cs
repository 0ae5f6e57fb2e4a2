using Bridge.Cli;
using Bridge.Cli.Output;

using var terminal = Terminal.OpenConsole();
return await CommandLine.RunAsync(args, terminal);
