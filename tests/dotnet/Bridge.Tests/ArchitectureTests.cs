using NetArchTest.Rules;

namespace Bridge.Tests;

public class ArchitectureTests
{
    private static readonly string[] Layers = ["Pickle", "Connections", "Manager", "Proxies", "Hosting", "Workers", "Pipes"];

    public static TheoryData<string, string[]> Allowed => new()
    {
        { "Pickle", [] },
        { "Connections", [] },
        { "Manager", ["Pickle", "Connections"] },
        { "Proxies", ["Manager", "Pickle", "Connections"] },
        { "Hosting", ["Connections", "Manager"] },
        { "Pipes", ["Pickle", "Connections"] },
        { "Workers", ["Proxies", "Manager", "Hosting", "Pickle", "Connections"] },
    };

    [Theory]
    [MemberData(nameof(Allowed))]
    public void A_layer_uses_only_the_layers_below_it(string layer, string[] allowed)
    {
        var forbidden = Layers.Except([layer, .. allowed]).Select(other => $"Bridge.{other}").ToArray();

        var result = Types.InAssembly(typeof(BridgeException).Assembly)
            .That().ResideInNamespaceStartingWith($"Bridge.{layer}")
            .ShouldNot().HaveDependencyOnAny(forbidden)
            .GetResult();

        Assert.True(result.IsSuccessful, "Not allowed: " + string.Join(", ", result.FailingTypeNames ?? []));
    }

    [Fact]
    public void The_codec_knows_no_network_and_no_tasks()
    {
        var result = Types.InAssembly(typeof(BridgeException).Assembly)
            .That().ResideInNamespaceStartingWith("Bridge.Pickle")
            .ShouldNot().HaveDependencyOnAny("System.Net", "System.Threading.Tasks")
            .GetResult();

        Assert.True(result.IsSuccessful, "Not allowed: " + string.Join(", ", result.FailingTypeNames ?? []));
    }

    [Fact]
    public void The_library_depends_on_logging_abstractions_and_nothing_else()
    {
        var foreign = typeof(BridgeException).Assembly.GetReferencedAssemblies()
            .Select(name => name.Name!)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal) && name != "Microsoft.Win32.Primitives");

        Assert.Equal(["Microsoft.Extensions.Logging.Abstractions"], foreign);
    }

    [Fact]
    public void Public_classes_are_sealed_static_abstract_or_meant_to_be_derived_from()
    {
        var open = typeof(BridgeException).Assembly.GetExportedTypes()
            .Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false })
            .Select(type => type.Name);

        Assert.Equal(["PythonDict", "QueueProxy`1"], open.Order());
    }

    [Fact]
    public void Event_ids_are_unique()
    {
        var ids = typeof(BridgeException).Assembly.GetType("Bridge.Diagnostics.EventIds")!
            .GetFields(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)
            .Select(field => (int)field.GetRawConstantValue()!)
            .ToList();

        Assert.NotEmpty(ids);
        Assert.Equal(ids.Distinct().Count(), ids.Count);
    }
}
