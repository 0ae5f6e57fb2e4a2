using System.Globalization;
using Bridge.TestUtilities;

namespace Bridge.PythonNet.Tests;

public sealed class LibraryTests(PythonFixture fixture)
{
    private static readonly Version Oldest = new(3, 10);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<TestPython> Pythons => [.. TestPythons.Usable];

    [Theory]
    [MemberData(nameof(Pythons))]
    public async Task Each_interpreter_is_found_with_its_library_or_refused_with_the_reason(TestPython python)
    {
        try
        {
            var library = await PythonLibrary.FindAsync(new EmbeddedPythonOptions { Python = python.Path }, Cancel);

            Assert.True(File.Exists(library.Path));
            Assert.Contains(python.Version.Minor.ToString(CultureInfo.InvariantCulture), Path.GetFileName(library.Path), StringComparison.Ordinal);
            Assert.InRange(python.Version, Oldest, Python.Runtime.PythonEngine.MaxSupportedVersion);
        }
        catch (PythonNotFoundException e)
        {
            Assert.Matches("cannot be embedded: |has no shared library to embed it by: ", e.Message);
            Assert.True(python.Version < Oldest || python.Version.Minor > 13, e.Message);
        }
    }

    [Fact]
    public async Task A_virtual_environment_is_that_of_its_own_interpreter()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"bridge-venv-{Guid.NewGuid():N}");
        try
        {
            Assert.Equal(0, await fixture.Python.CallAsync<int>(
                "subprocess", "call", [new[] { fixture.Python.Python.Executable, "-m", "venv", "--without-pip", folder }], cancellationToken: Cancel));
            var python = Path.Combine(folder, OperatingSystem.IsWindows() ? "Scripts/python.exe" : "bin/python");
            var library = await PythonLibrary.FindAsync(new EmbeddedPythonOptions { Python = python }, Cancel);
            var own = await PythonLibrary.FindAsync(new EmbeddedPythonOptions { Python = fixture.Python.Python.Executable }, Cancel);

            Assert.StartsWith(folder, library.Python.Executable, StringComparison.Ordinal);
            Assert.Equal(own.Path, library.Path);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_library_that_is_not_there_is_named()
    {
        var error = await Assert.ThrowsAsync<PythonNotFoundException>(() => PythonLibrary.FindAsync(
            new EmbeddedPythonOptions { Python = fixture.Python.Python.Executable, Library = "/nowhere/libpython.so" }, Cancel));

        Assert.Equal("There is no file /nowhere/libpython.so to load Python from.", error.Message);
    }

    [Fact]
    public async Task The_Python_that_a_package_carries_is_touched_on_Windows_x64_only()
    {
        Assert.Equal(OperatingSystem.IsWindows(), IncludedPython.IsSupported);
        Assert.SkipWhen(OperatingSystem.IsWindows(), "This is about the other systems.");
        Assert.Null(await IncludedPython.FindAsync(Cancel));
    }
}
