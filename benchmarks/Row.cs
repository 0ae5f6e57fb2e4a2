namespace Bridge.Benchmarks;

/// <summary>One of the small records of <see cref="CodecCases"/>; a dict of four fields in Python.</summary>
internal sealed record Row(int Id, string Name, double Price, bool Active);
