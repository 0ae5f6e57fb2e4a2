using Bridge.Pickle;

namespace Bridge.Tests.Pickle;

/// <summary>What the tests of standard types share.</summary>
internal static class StandardPickles
{
    public static object? Read(string hex) => PickleSerializer.Deserialize(System.Convert.FromHexString(hex));

    public static T Read<T>(string hex) => PickleSerializer.Deserialize<T>(System.Convert.FromHexString(hex));

    /// <summary>Pickles a value and reads it as another type.</summary>
    public static T Convert<T>(object? value) => PickleSerializer.Deserialize<T>(PickleSerializer.Serialize(value));

    public static string Write(object? value, int protocol = 4) =>
        System.Convert.ToHexStringLower(
            PickleSerializer.Serialize(value, new PickleOptions { Protocol = protocol }));

    public static void AssertWritten(object value, string protocol2, string protocol3, string protocol4)
    {
        Assert.Equal(protocol2, Write(value, 2));
        Assert.Equal(protocol3, Write(value, 3));
        Assert.Equal(protocol4, Write(value, 4));
        Assert.Equal("8005" + protocol4[4..], Write(value, 5));
    }

    /// <summary>Type and value; the text tells what equality ignores.</summary>
    public static void AssertRead(object value, string protocol2, string protocol3, string protocol4)
    {
        foreach (var pickle in (string[])[protocol2, protocol3, protocol4, "8005" + protocol4[4..]])
        {
            var read = Read(pickle)!;
            var isFoldLost = string.CompareOrdinal(pickle, "8004") < 0
                && value is PythonDateTime { Fold: true, TimeZone: null } or PythonTime { Fold: true, TimeZone: null };
            Assert.True(isFoldLost || value.GetType() == read.GetType(), $"{read.GetType()}: {pickle}");
            Assert.True(PythonEqualityComparer.Instance.Equals(value, read), pickle);
            Assert.Equal(value.GetHashCode(), read.GetHashCode());
        }

        Assert.Equal($"{new PythonTuple(value)}", $"{new PythonTuple(Read(protocol4))}");
    }

    /// <summary>An object that no natural value stands for comes back as it was.</summary>
    public static void AssertInert(string className, string pickle)
    {
        var value = Assert.IsType<PythonObject>(Read(pickle));
        Assert.Equal(className, value.ClassName);
        Assert.Equal(pickle, Write(value));
    }

    public static void AssertMismatch<T>(object? value, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidCastException>(() => Convert<T>(value)).Message);
}
