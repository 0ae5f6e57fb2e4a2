using System.IO.Compression;

namespace Bridge.Smoke;

/// <summary>Reads what is in a zip file.</summary>
internal static class Archives
{
    public static string ReadText(ZipArchive archive, string name)
    {
        using var reader = new StreamReader(archive.GetEntry(name)!.Open());
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    public static (int Width, int Height) PngSize(ZipArchive archive, string name)
    {
        using var stream = archive.GetEntry(name)!.Open();
        var header = new byte[24];
        stream.ReadExactly(header);
        return ((header[18] << 8) | header[19], (header[22] << 8) | header[23]);
    }
}
