using BenchmarkDotNet.Attributes;
using Bridge.Connections;

namespace Bridge.Benchmarks.Pieces;

/// <summary>Frames: made, sealed, and cut out of a stream that is in memory.</summary>
[MemoryDiagnoser]
public class FramePieces
{
    private const int Frames = 64;
    private const int BodyBytes = 26;
    private const int MaxFrameBytes = 1024;
    private const int LargeBytes = 1024 * 1024;

    private static readonly byte[] Body = new byte[BodyBytes];

    private byte[] _stream = [];
    private int _position;

    [GlobalSetup]
    public void Setup()
    {
        using var frame = FrameBuffer.Of(Body);
        _stream = [.. Enumerable.Repeat(frame.Seal().ToArray(), Frames).SelectMany(bytes => bytes)];
    }

    [Benchmark(Description = "FrameReader: 64 small frames, received at once", OperationsPerInvoke = Frames)]
    public async Task<int> Read()
    {
        using var reader = new FrameReader(Receive);
        _position = 0;
        var bytes = 0;
        for (var i = 0; i < Frames; i++)
        {
            using var frame = await reader.ReadAsync(MaxFrameBytes, CancellationToken.None);
            bytes += frame!.Length;
        }

        return bytes;
    }

    [Benchmark(Description = "FrameBuffer: rent, fill, seal, return")]
    public int Fill() => Fill(Body);

    [Benchmark(Description = "FrameBuffer: the same with 1 MiB, which it grows to")]
    public int Grow()
    {
        using var frame = FrameBuffer.Rent();
        while (frame.Length < LargeBytes)
        {
            var span = frame.GetSpan();
            frame.Advance(span.Length);
        }

        return frame.Seal().Length;
    }

    private static int Fill(ReadOnlySpan<byte> body)
    {
        using var frame = FrameBuffer.Of(body);
        return frame.Seal().Length;
    }

    private ValueTask<int> Receive(Memory<byte> target, CancellationToken cancellationToken)
    {
        var count = Math.Min(target.Length, _stream.Length - _position);
        _stream.AsMemory(_position, count).CopyTo(target);
        _position += count;
        return new ValueTask<int>(count);
    }
}
