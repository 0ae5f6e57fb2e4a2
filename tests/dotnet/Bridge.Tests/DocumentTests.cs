using System.Text.RegularExpressions;
using Bridge.Pickle;
using Bridge.Proxies;

namespace Bridge.Tests;

/// <summary>What the documents list is what the assembly has.</summary>
public partial class DocumentTests
{
    [Fact]
    public void The_tree_of_exceptions_is_the_one_in_the_assembly()
    {
        var drawn = ExceptionName().Matches(Read("errors.md").Split("```")[1]).Select(match => match.Value);

        var actual = typeof(BridgeException).Assembly.GetExportedTypes()
            .Where(type => type.IsAssignableTo(typeof(BridgeException)))
            .Select(type => type.Name);

        Assert.Equal(actual.Order(), drawn.Order());
    }

    [Fact]
    public void Every_type_of_Bridge_that_the_table_of_types_names_exists()
    {
        var named = PythonTypeName().Matches(Read("types.md")).Select(match => match.Value).Distinct().ToList();

        var actual = typeof(PickleSerializer).Assembly.GetExportedTypes().Select(type => type.Name);

        Assert.NotEmpty(named);
        Assert.Empty(named.Except(actual));
    }

    [Theory]
    [InlineData("list", typeof(ListProxy<>))]
    [InlineData("dict", typeof(DictProxy<,>))]
    [InlineData("set", typeof(SetProxy<>))]
    [InlineData("Array", typeof(ArrayProxy<>))]
    [InlineData("Value", typeof(ValueProxy<>))]
    [InlineData("Namespace", typeof(NamespaceProxy))]
    public void The_tables_of_containers_name_every_method_and_no_other(string title, Type proxy)
    {
        var section = Read("containers.md").Split("\n## ").Single(part => part.StartsWith(title + ":", StringComparison.Ordinal));
        var rows = section.Split('\n').Where(line => line.StartsWith('|'));
        var named = rows.SelectMany(row => MethodName().Matches(row)).Select(match => match.Value).Distinct();

        var actual = proxy.GetMethods().Select(method => method.Name)
            .Where(name => name.EndsWith("Async", StringComparison.Ordinal) && name != "DisposeAsync");
        if (proxy == typeof(ValueProxy<>))
        {
            actual = actual.Append(nameof(ValueProxyExtensions.AddAsync));
        }

        Assert.Equal(actual.Distinct().Order(), named.Order());
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_the_table_of_types_refuses_is_refused(object value)
    {
        var error = Assert.Throws<PicklingException>(() => PickleSerializer.Serialize(value));

        Assert.Contains(value.GetType().Name, error.Message, StringComparison.OrdinalIgnoreCase);
    }

    public static TheoryData<object> Refused => [new object(), new CancellationTokenSource(), new MemoryStream(), typeof(int), new InvalidOperationException(), (Action)(() => { })];

    private static string Read(string page)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Bridge.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests do not run in the repository.");
        }

        return File.ReadAllText(Path.Combine(folder.FullName, "docs", page));
    }

    [GeneratedRegex(@"\b[A-Z]\w+Async\b")]
    private static partial Regex MethodName();

    [GeneratedRegex(@"\b\w+Exception\b")]
    private static partial Regex ExceptionName();

    [GeneratedRegex(@"\bPython(?!Type)[A-Z]\w+")]
    private static partial Regex PythonTypeName();
}
