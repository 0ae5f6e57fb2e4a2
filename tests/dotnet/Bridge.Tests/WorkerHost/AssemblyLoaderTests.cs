using Bridge.WorkerHost;

namespace Bridge.Tests.WorkerHost;

public class AssemblyLoaderTests
{
    private static readonly MethodName Method = MethodName.Parse("/app/Worker.dll:Shop.Prices.Gross");

    [Fact]
    public void A_file_that_is_no_assembly_is_told_as_such() =>
        Assert.Equal(
            "Worker.dll is no assembly of .NET; give the dll that 'dotnet build' made.",
            AssemblyLoader.CannotLoad(Method, new BadImageFormatException("bad", Method.Path)).Message);

    [Fact]
    public void A_library_that_the_assembly_needs_is_not_taken_for_it() =>
        Assert.Equal(
            "Worker.dll cannot be loaded: no room for native.so.",
            AssemblyLoader.CannotLoad(Method, new BadImageFormatException("no room for native.so.", "native")).Message);
}
