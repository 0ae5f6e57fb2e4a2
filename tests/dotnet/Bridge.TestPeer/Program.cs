using Bridge.TestPeer.Commands;

// A .NET process for tests that need one of their own: dotnet Bridge.TestPeer.dll COMMAND ARGUMENTS…
return args switch
{
    ["ping", .. var rest] => await PingCommand.RunAsync(rest),
    ["leak", var how] => await LeakCommand.RunAsync(how),
    ["take", .. var rest] => await TakeCommand.RunAsync(rest),
    ["handed", var typeId, var exitCode] => await HandedCommand.RunAsync(typeId, exitCode),
    ["parent"] => await ParentCommand.RunAsync(),
    ["scenario", .. var rest] => await ScenarioCommand.RunAsync(rest),
    _ => throw new ArgumentException($"no such command: {string.Join(' ', args)}"),
};
