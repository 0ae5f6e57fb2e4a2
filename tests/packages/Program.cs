// dotnet run --project tests/packages -- FOLDER
// Looks into every package in a folder, installs them into empty projects and tries them. One line for each check.
using System.Xml.Linq;
using Bridge.Smoke;

if (args is not [var folder])
{
    Console.Error.WriteLine("usage: dotnet run --project tests/packages -- FOLDER");
    return 2;
}

var packages = Path.GetFullPath(folder);
var work = Directory.CreateTempSubdirectory("bridge-smoke-").FullName;
var checks = new Checks();
try
{
    var version = XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("Version").Single().Value;
    NuGetContents.Check(checks, packages, version);
    PythonContents.Check(checks, packages, version);
    if (checks.Failed == 0)
    {
        await Installs.CheckAsync(checks, packages, version, work);
    }
}
finally
{
    Directory.Delete(work, recursive: true);
}

Console.WriteLine($"{checks.Passed} passed, {checks.Failed} failed");
return checks.Failed == 0 ? 0 : 1;
