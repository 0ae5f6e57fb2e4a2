using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Bridge.Connections;

namespace Bridge.Benchmarks.Pieces;

/// <summary>What the handshake computes; HMAC alone is what it cannot do without.</summary>
[MemoryDiagnoser]
public class HandshakePieces
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);
    private static readonly byte[] Modern = [.. "{sha256}"u8, .. RandomNumberGenerator.GetBytes(32)];
    private static readonly byte[] Legacy = RandomNumberGenerator.GetBytes(20);

    private readonly byte[] _own = Challenge.CreateUniversal();
    private byte[] _answer = [];

    [GlobalSetup]
    public void Setup() => _answer = Challenge.Answer(Key, _own);

    [Benchmark(Baseline = true, Description = "HMAC-SHA256 alone")]
    public byte[] Hmac() => HMACSHA256.HashData(Key, Modern);

    [Benchmark(Description = "answer to 3.12 and newer: SHA-256")]
    public byte[] AnswerModern() => Challenge.Answer(Key, Modern);

    [Benchmark(Description = "answer to 3.11 and older: MD5")]
    public byte[] AnswerLegacy() => Challenge.Answer(Key, Legacy);

    [Benchmark(Description = "our own challenge")]
    public byte[] Create() => Challenge.CreateUniversal();

    [Benchmark(Description = "the answer to it, verified")]
    public bool Verify() => Challenge.Verify(Key, _own, _answer);
}
