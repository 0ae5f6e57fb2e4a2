using Bridge.Hosting;

namespace Bridge.InteropTests.Hosting;

public class PythonLocatorTests
{
    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public static TheoryData<TestPython> Pythons => [.. TestPythons.Usable];

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Pythons))]
    public async Task FindAsync_takes_the_Python_it_is_given(TestPython python)
    {
        var found = await PythonLocator.FindAsync(python.Path, _token);

        Assert.True(found.IsUsable);
        Assert.Equal(python.Version, new Version(found.Version.Major, found.Version.Minor));
        Assert.Equal(("cpython", "given"), (found.Implementation, found.Source));
    }

    [Fact(Timeout = 120_000)]
    public async Task FindAsync_takes_a_name_from_the_path()
    {
        var any = await PythonLocator.FindAsync(cancellationToken: _token);
        Assert.SkipWhen(any.Source != "PATH", "The Python of this machine is not on PATH.");

        var named = await PythonLocator.FindAsync(Path.GetFileName(any.Executable), _token);

        Assert.Equal(any.Version, named.Version);
    }

    [Fact(Timeout = 120_000)]
    public async Task FindAllAsync_lists_each_installation_once_and_the_one_that_is_used_first()
    {
        var all = await PythonLocator.FindAllAsync(_token);

        Assert.Equal(all.Count, all.DistinctBy(python => (python.Prefix, python.Version)).Count());
        Assert.Equal((await PythonLocator.FindAsync(cancellationToken: _token)).Executable, all.First(p => p.IsUsable).Executable);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_program_that_is_no_Python_is_told()
    {
        var error = await Assert.ThrowsAsync<PythonNotFoundException>(
            () => PythonLocator.FindAsync(Environment.ProcessPath!, _token));

        Assert.Contains("does not run as a Python", error.Message, StringComparison.Ordinal);
    }
}
