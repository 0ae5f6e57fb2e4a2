using Bridge.Hosting;

namespace Bridge.Tests.Hosting;

public sealed class EmbeddedPackageTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("bridge-test-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Provide_at_once_from_many_sides_never_takes_away_what_another_got(bool isDamaged)
    {
        for (var round = 0; round < 50; round++)
        {
            var root = Path.Combine(_root, $"{round}");
            if (isDamaged)
            {
                File.WriteAllText(Module(EmbeddedPackage.Provide(root)), "damaged");
            }

            using var together = new Barrier(4);
            var threads = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    together.SignalAndWait();
                    var folder = EmbeddedPackage.Provide(root);
                    for (var look = 0; look < 200; look++)
                    {
                        Assert.True(File.Exists(Module(folder)), $"Gone in round {round}.");
                    }

                    Assert.NotEqual("damaged", File.ReadAllText(Module(folder)));
                },
                TestContext.Current.CancellationToken,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default));
            await Task.WhenAll(threads);
            Assert.Single(Directory.GetFileSystemEntries(root));
        }
    }

    private static string Module(string folder) => Path.Combine(folder, "dotnet_bridge", "__main__.py");
}
