using Bridge.PythonNet.TestHost;

// <how it ends> <what runs then, separated by commas> <folder for what is left to see>
var (end, setups, folder) = (args[0], args[1].Split(',', StringSplitOptions.RemoveEmptyEntries), args[2]);
var python = await Setup.StartAsync(setups, folder);
await Ending.RunAsync(end, python);
