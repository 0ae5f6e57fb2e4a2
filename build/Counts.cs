using System.Globalization;
using System.Xml.Linq;

namespace Bridge.Build;

/// <summary>How many tests passed, failed and were skipped.</summary>
public readonly record struct Counts(int Passed, int Failed, int Skipped)
{
    public static Counts operator +(Counts one, Counts other) =>
        new(one.Passed + other.Passed, one.Failed + other.Failed, one.Skipped + other.Skipped);

    public static Counts FromTrx(string file)
    {
        var counters = XDocument.Load(file).Descendants().Single(element => element.Name.LocalName == "Counters");
        var (passed, failed) = (Number(counters, "passed"), Number(counters, "failed"));
        return new Counts(passed, failed, Number(counters, "total") - passed - failed);
    }

    public static Counts FromJUnit(string file)
    {
        var counts = default(Counts);
        foreach (var suite in XDocument.Load(file).Descendants("testsuite"))
        {
            var (failed, skipped) = (Number(suite, "failures") + Number(suite, "errors"), Number(suite, "skipped"));
            counts += new Counts(Number(suite, "tests") - failed - skipped, failed, skipped);
        }

        return counts;
    }

    /// <summary>One more failure if the runner itself says that something went wrong and no test does.</summary>
    public Counts OrBroken(int exitCode) => exitCode != 0 && Failed == 0 ? this with { Failed = 1 } : this;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Passed} passed, {Failed} failed, {Skipped} skipped");

    private static int Number(XElement element, string name) =>
        int.Parse(element.Attribute(name)?.Value ?? "0", CultureInfo.InvariantCulture);
}
