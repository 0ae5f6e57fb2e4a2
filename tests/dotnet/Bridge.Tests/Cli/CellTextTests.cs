using System.Numerics;
using Bridge.Cli.Csv;
using Bridge.Pickle;

namespace Bridge.Tests.Cli;

public class CellTextTests
{
    public static TheoryData<object?, string> Values => new()
    {
        { null, "" },
        { "a,b", "a,b" },
        { "😀", "😀" },
        { true, "True" },
        { false, "False" },
        { 7L, "7" },
        { -1, "-1" },
        { BigInteger.Pow(2, 70), "1180591620717411303424" },
        { 1.0, "1.0" },
        { new byte[] { 0, 255 }, "AP8=" },
        { new PythonByteArray([0, 255]), "AP8=" },
        { new object?[] { new PythonTuple(1L, new PythonByteArray([1])) }, """[[1,"AQ=="]]""" },
        { new DateTime(2024, 5, 1, 12, 30, 0), "2024-05-01T12:30:00" },
        { new DateTime(2024, 5, 1, 12, 30, 0, 5), "2024-05-01T12:30:00.005000" },
        { new DateTimeOffset(2024, 5, 1, 12, 30, 0, TimeSpan.FromHours(2)), "2024-05-01T12:30:00+02:00" },
        { new DateOnly(2024, 5, 1), "2024-05-01" },
        { new TimeOnly(12, 30), "12:30:00" },
        { new PythonDateTime(new DateTime(2020, 10, 25, 2, 30, 0), null, fold: true), "2020-10-25T02:30:00" },
        { new PythonDateTime(new DateTime(2020, 10, 25, 2, 30, 0), PythonTimeZone.Utc, fold: true), "2020-10-25T02:30:00+00:00" },
        { new PythonTime(new TimeOnly(2, 30), null, fold: true), "02:30:00" },
        { TimeSpan.FromSeconds(3), "0:00:03" },
        { TimeSpan.FromSeconds(3 - 86400), "-1 day, 0:00:03" },
        { new TimeSpan(2, 3, 4, 5, 6), "2 days, 3:04:05.006000" },
        { new Complex(1, -2.5), "(1-2.5j)" },
        { new Complex(0, 2), "2j" },
        { new Complex(-0.0, 1), "(-0+1j)" },
        { new PythonException("ValueError", "x"), "ValueError: x" },
        { PythonArray.Of([1, 2]), "array('i', [1, 2])" },
        { new object?[] { 1L, "é", null, true, 1.5, double.NaN }, """[1,"é",null,true,1.5,"nan"]""" },
        { new object?[] { new byte[] { 1 }, BigInteger.Pow(2, 70) }, """["AQ==",1180591620717411303424]""" },
        { new Dictionary<object, object?> { ["a"] = new object?[] { 1L }, [2L] = null }, """{"a":[1],"2":null}""" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Format_writes_the_value_for_a_cell(object? value, string expected) =>
        Assert.Equal(expected, CellText.Format(value));

    [Fact]
    public void Format_of_half_a_surrogate_pair_throws()
    {
        // Not [InlineData]: attributes are stored as UTF-8, which cannot hold them.
        string[] texts = ["\ud83d", "\ude00x", "\ude00\ud83d"];

        Assert.All(texts, text =>
        {
            Assert.Throws<FormatException>(() => CellText.Format(text));
            Assert.Throws<FormatException>(() => CellText.Format(new object[] { text }));
        });
    }

    [Fact]
    public void Format_of_a_list_that_holds_itself_throws()
    {
        var list = new List<object?>();
        list.Add(list);

        Assert.Throws<FormatException>(() => CellText.Format(list));
    }
}
