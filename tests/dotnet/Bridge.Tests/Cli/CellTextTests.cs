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
