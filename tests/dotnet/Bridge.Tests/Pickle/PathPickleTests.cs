using Bridge.Pickle;

namespace Bridge.Tests.Pickle;

/// <summary>The pickles are what CPython 3.14 writes, unless a test says otherwise.</summary>
public class PathPickleTests
{
    /// <summary>A value, and its pickles in protocols 2, 3 and 4.</summary>
    public static TheoryData<object, string, string, string> Values => new()
    {
        {
            new PythonPath(PythonPathKind.PurePosixPath, "/a/b"),
            "800263706174686c69620a50757265506f736978506174680a710058040000002f612f6271018571025271032e",
            "800363706174686c69620a50757265506f736978506174680a710058040000002f612f6271018571025271032e",
            "80049528000000000000008c07706174686c6962948c0d50757265506f736978506174689493948c042f612f62948594"
            + "52942e"
        },
        {
            new PythonPath(PythonPathKind.PureWindowsPath, @"c:\a"),
            "800263706174686c69620a5075726557696e646f7773506174680a71005804000000633a5c6171018571025271032e",
            "800363706174686c69620a5075726557696e646f7773506174680a71005804000000633a5c6171018571025271032e",
            "8004952a000000000000008c07706174686c6962948c0f5075726557696e646f7773506174689493948c04633a5c6194"
            + "859452942e"
        },
        {
            new PythonPath(PythonPathKind.PosixPath, "."),
            "800263706174686c69620a506f736978506174680a7100295271012e",
            "800363706174686c69620a506f736978506174680a7100295271012e",
            "8004951c000000000000008c07706174686c6962948c09506f736978506174689493942952942e"
        },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Serialize_writes_the_bytes_of_CPython(
        object value, string protocol2, string protocol3, string protocol4) =>
        StandardPickles.AssertWritten(value, protocol2, protocol3, protocol4);

    [Theory]
    [MemberData(nameof(Values))]
    public void Deserialize_reads_what_CPython_wrote(
        object value, string protocol2, string protocol3, string protocol4) =>
        StandardPickles.AssertRead(value, protocol2, protocol3, protocol4);

    /// <summary>What older CPythons wrote: 3.6 to 3.12 the parts, 3.13 in a module of another name.</summary>
    [Theory]
    [InlineData("/a/b", "8004952d000000000000008c07706174686c6962948c0d50757265506f736978506174689493948c012f948c0161948c016294879452942e")]
    [InlineData(@"c:\a", "8004952d000000000000008c07706174686c6962948c0f5075726557696e646f7773506174689493948c03633a5c948c016194869452942e")]
    [InlineData(".", "80049520000000000000008c07706174686c6962948c0d50757265506f736978506174689493942952942e")]
    [InlineData(@"\\srv\share\x", "80049536000000000000008c07706174686c6962948c0f5075726557696e646f7773506174689493948c0c5c5c7372765c73686172655c948c017894869452942e")]
    [InlineData("/a/b", "8004952f000000000000008c0e706174686c69622e5f6c6f63616c948c0d50757265506f736978506174689493948c042f612f6294859452942e")]
    [InlineData("//srv/share/x", "8004953a000000000000008c0e706174686c69622e5f6c6f63616c948c0f5075726557696e646f7773506174689493948c0d2f2f7372762f73686172652f7894859452942e")]
    public void Deserialize_reads_paths_of_older_CPythons(string text, string pickle) =>
        Assert.Equal(text, Assert.IsType<PythonPath>(StandardPickles.Read(pickle)).Text);

    /// <summary>The texts are those of posixpath.join and ntpath.join.</summary>
    [Theory]
    [InlineData(PythonPathKind.PurePosixPath, "a/b", "a", "b")]
    [InlineData(PythonPathKind.PurePosixPath, "/b/c", "a", "/b", "c")]
    [InlineData(PythonPathKind.PosixPath, "a/", "a", "")]
    [InlineData(PythonPathKind.PureWindowsPath, @"c:a", "c:", "a")]
    [InlineData(PythonPathKind.PureWindowsPath, @"d:b", "c:/a", "d:b")]
    [InlineData(PythonPathKind.PureWindowsPath, @"c:/b", "c:a", "/b")]
    [InlineData(PythonPathKind.PureWindowsPath, @"C:a\b", "c:a", "C:b")]
    [InlineData(PythonPathKind.WindowsPath, @"\\srv\share\x", @"\\srv\share", "x")]
    [InlineData(PythonPathKind.WindowsPath, @"\\?\UNC\srv\share\x", @"\\?\UNC\srv\share", "x")]
    public void Parts_are_joined_by_the_rules_of_the_flavor(PythonPathKind kind, string text, params string[] parts)
    {
        var pickled = new PythonObject(new PythonGlobal("pathlib", $"{kind}"), [.. parts]);

        Assert.Equal((kind, text), StandardPickles.Convert<PythonPath>(pickled) is var path ? (path.Kind, path.Text) : default);
    }

    [Fact]
    public void Parts_of_an_unknown_flavor_stay_inert() => Assert.IsType<PythonObject>(
        StandardPickles.Convert<object>(new PythonObject(new PythonGlobal("pathlib", "PurePath"), ["a", "b"])));

    [Fact]
    public void Path_converts_to_text_and_file()
    {
        var path = new PythonPath(PythonPathKind.PosixPath, "/a/b.txt");
        Assert.Equal("/a/b.txt", StandardPickles.Convert<string>(path));
        Assert.Equal(new FileInfo("/a/b.txt").FullName, StandardPickles.Convert<FileInfo>(path).FullName);
        Assert.Equal("b.txt", StandardPickles.Convert<DirectoryInfo>("/a/b.txt").Name);
        Assert.Null(StandardPickles.Convert<FileInfo?>(null));
        StandardPickles.AssertMismatch<FileInfo>(5, "The value is a Python int; System.IO.FileInfo was asked for.");
        StandardPickles.AssertMismatch<FileInfo>("", "The value is a Python str that is no path on this system.");
    }

    [Fact]
    public void FileInfo_is_a_Path_with_its_full_name()
    {
        var path = Assert.IsType<PythonPath>(StandardPickles.Convert<object>(new FileInfo("a.txt")));

        Assert.Equal((PythonPathKind.Path, Path.GetFullPath("a.txt")), (path.Kind, path.Text));
    }

    [Theory]
    [InlineData(PythonPathKind.PurePosixPath, "a//b/./c/", "a/b/c", true)]
    [InlineData(PythonPathKind.PurePosixPath, "///a", "/a", true)]
    [InlineData(PythonPathKind.PurePosixPath, "//a", "/a", false)]
    [InlineData(PythonPathKind.PurePosixPath, "A", "a", false)]
    [InlineData(PythonPathKind.PurePosixPath, "a/../b", "b", false)]
    [InlineData(PythonPathKind.PureWindowsPath, "C:/A//b", @"c:\a\B", true)]
    [InlineData(PythonPathKind.PureWindowsPath, "c:a", @"c:\a", false)]
    [InlineData(PythonPathKind.PureWindowsPath, "//srv/share", @"\\SRV\share\", true)]
    public void Equality_is_that_of_Python(PythonPathKind kind, string x, string y, bool isEqual)
    {
        var (a, b) = (new PythonPath(kind, x), new PythonPath(kind, y));

        Assert.Equal(isEqual, a.Equals(b));
        Assert.Equal(isEqual, a.GetHashCode() == b.GetHashCode());
    }

    [Fact]
    public void Pure_and_concrete_paths_are_equal_but_not_those_of_another_flavor()
    {
        var path = new PythonPath(PythonPathKind.PosixPath, "a");

        Assert.Equal(path, new PythonPath(PythonPathKind.PurePosixPath, "a"));
        Assert.NotEqual(path, new PythonPath(PythonPathKind.PureWindowsPath, "a"));
        Assert.Equal("(PosixPath('a'),)", new PythonTuple(path).ToString());
    }
}
