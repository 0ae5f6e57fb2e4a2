using Bridge.Hosting;

namespace Bridge.Tests.Hosting;

public sealed class WorkerHostLocatorTests : IDisposable
{
    private static readonly string[] Files =
    [
        "Bridge.WorkerHost.dll",
        "Bridge.WorkerHost.runtimeconfig.json",
        "Bridge.dll",
        "Microsoft.Extensions.Logging.Abstractions.dll",
        "Microsoft.Extensions.DependencyInjection.Abstractions.dll",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("bridge-test-").FullName;

    private string Host => Path.Combine(_folder, Files[0]);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_host_with_all_its_files_is_taken()
    {
        Copy(Files);

        Assert.Equal(Host, WorkerHostLocator.Find(Host));
    }

    [Fact]
    public void A_link_to_a_host_is_taken_as_dotnet_takes_it()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege there.");
        File.CreateSymbolicLink(Host, Path.Combine(AppContext.BaseDirectory, Files[0]));

        Assert.Equal(Host, WorkerHostLocator.Find(Host));
    }

    [Fact]
    public void A_host_of_another_name_was_built_by_the_user_and_needs_nothing()
    {
        var host = Path.Combine(_folder, "Bridge.WorkerHost");
        File.WriteAllText(host, "");

        Assert.Equal(host, WorkerHostLocator.Find(host));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_host_that_was_copied_without_one_of_its_files_says_which(int left)
    {
        Copy(Files.Where((_, at) => at != left));

        var error = Assert.Throws<DotNetProcessException>(() => WorkerHostLocator.Find(Host));

        Assert.Equal(
            $"{Host} needs {Files[left]}, which is not beside it; copy all files of the folder that it comes from.", error.Message);
    }

    [Fact]
    public void A_host_that_is_not_there_is_said_to_be_missing()
    {
        var error = Assert.Throws<DotNetProcessException>(() => WorkerHostLocator.Find(Host));

        Assert.Equal($"WorkerHost names {Host}, and there is no such file; give the path of Bridge.WorkerHost.dll.", error.Message);
    }

    // What was built, as it lies beside these tests.
    private void Copy(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, name), Path.Combine(_folder, name));
        }
    }
}
