using Bridge.Pickle;
using Bridge.Proxies;

namespace Bridge.Tests.Proxies;

public class ArrayTypeCodesTests
{
    // array.array('l', b'\1\0\0\0') as multiprocessing pickles it on Windows, where a C long has 4 bytes.
    private const string LongOfWindows = "80048C056172726179" + "8C056172726179" + "938C016C4304010000008652" + "2E";

    [Fact]
    public void A_C_long_of_another_size_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There it has this size.");
        var slice = PickleSerializer.Deserialize(Convert.FromHexString(LongOfWindows));

        var error = Assert.Throws<NotSupportedException>(() => ArrayTypeCodes.CodeOf<long>(slice, "Array"));

        Assert.Contains("4 bytes on Windows and 8 elsewhere", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('q')]
    [InlineData('l')]
    public void A_long_has_two_type_codes(char typeCode)
    {
        ArrayTypeCodes.ThrowIfNotOf<long>(typeCode);

        Assert.Equal(typeCode, ArrayTypeCodes.CodeOf<long>(ArrayTypeCodes.Pack<long>(typeCode, new long[1]), "Array"));
        Assert.Throws<ArgumentException>(() => ArrayTypeCodes.ThrowIfNotOf<int>(typeCode));
    }
}
