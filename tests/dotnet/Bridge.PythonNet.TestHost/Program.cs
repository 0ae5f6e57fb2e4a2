using Bridge.PythonNet;

await using var python = await EmbeddedPython.StartAsync();
Console.WriteLine(python.Python.Version);
