using Bridge.Pickle;

namespace Bridge.InteropTests.Pickle;

/// <summary>Every line of the table in docs/types.md is true.</summary>
public class TypesDocumentTests(TypesDocumentPythons pythons) : IClassFixture<TypesDocumentPythons>
{
    private const int LowestProtocol = 4; // older ones drop the fold

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(long)] = "long",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
        [typeof(string)] = "string",
        [typeof(object)] = "object?",
    };

    public static TheoryData<string, TestPython> Examples
    {
        get
        {
            var rows = new TheoryData<string, TestPython>();
            foreach (var row in TypesDocument.Rows.Where(row => !row.IsNumpy))
            {
                foreach (var python in DifferentialPythons.All)
                {
                    rows.Add(row.Example, python);
                }
            }

            return rows;
        }
    }

    public static TheoryData<string, int> NumpyExamples
    {
        get
        {
            var rows = new TheoryData<string, int>();
            foreach (var row in TypesDocument.Rows.Where(row => row.IsNumpy))
            {
                rows.Add(row.Example, 1);
                rows.Add(row.Example, 2);
            }

            return rows;
        }
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Examples))]
    public async Task An_example_becomes_its_NET_type_and_goes_back(string example, TestPython python)
    {
        var row = TypesDocument.RowOf(example);
        Assert.SkipWhen(row.Needs > python.Version, $"{example} needs Python {row.Needs}; this is {python}.");

        await CheckAsync(pythons.Get(python), row, python);
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(NumpyExamples))]
    public async Task An_example_of_numpy_becomes_its_NET_type_and_goes_back(string example, int major)
    {
        var numpy = NumpyPython.OfMajor(major);
        await using var python = new TypesDocumentPython(
            numpy.Start(TypesDocumentPython.Program, TypesDocumentPython.Modules, TypesDocument.Definitions));

        await CheckAsync(python, TypesDocument.RowOf(example), numpy.Python);
    }

    private static async Task CheckAsync(TypesDocumentPython python, TypesDocumentRow row, TestPython version)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        for (var protocol = LowestProtocol; protocol <= DifferentialPythons.HighestProtocol(version); protocol++)
        {
            var pickle = await python.PickleAsync(row.Example, protocol, cancellationToken);
            Assert.SkipWhen(
                pickle.StartsWith("ZoneInfoNotFoundError", StringComparison.Ordinal), $"{version} has no time zones.");
            Assert.Matches("^[0-9a-f]+$", pickle);

            var value = PickleSerializer.Deserialize(Convert.FromHexString(pickle));
            var back = PickleSerializer.Serialize(value, new PickleOptions { Protocol = protocol });

            Assert.Equal(row.DotNet, value is null ? "null" : NameOf(value.GetType()));
            Assert.Equal("equal", await python.CompareAsync(back, row.PythonType, cancellationToken));
        }
    }

    /// <summary>The name as in C#.</summary>
    private static string NameOf(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword))
        {
            return keyword;
        }

        return type.IsArray ? $"{NameOf(type.GetElementType()!)}[]"
            : type.IsGenericType
                ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
                : type.Name;
    }
}
