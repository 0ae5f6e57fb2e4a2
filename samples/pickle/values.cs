#:project ../../src/Bridge/Bridge.csproj
#:property PublishAot=false

// What docs/types.md shows: asking for types, numpy, pickle protocols, buffers and limits.
using Bridge;
using Bridge.Pickle;

byte[] pickle = PickleSerializer.Serialize(new Dictionary<string, double> { ["a"] = 1.5 });

object? natural = PickleSerializer.Deserialize(pickle);
var scores = PickleSerializer.Deserialize<Dictionary<string, double>>(pickle);
Console.WriteLine($"{natural} {scores["a"]}");

double[] numbers = [1, 2, 3, 4, 5, 6];
pickle = PickleSerializer.Serialize(NumpyArray.Of(numbers, 2, 3));

var array = PickleSerializer.Deserialize<NumpyArray>(pickle);
ReadOnlySpan<double> items = array.AsSpan<double>();
var table = PickleSerializer.Deserialize<double[,]>(pickle);
Console.WriteLine($"{array} {items[5]} {array[1, 2]} {table[1, 2]}");

pickle = PickleSerializer.Serialize(NumpyArray.Of(numbers));
numbers = PickleSerializer.Deserialize<double[]>(pickle);
Console.WriteLine(string.Join(' ', numbers));

var old = new PickleOptions { Protocol = 2 };
pickle = PickleSerializer.Serialize(new DateTime(2024, 2, 29), old);
Console.WriteLine($"{PickleSerializer.Deserialize<DateTime>(pickle):O}");

// pickle.dumps(pickle.PickleBuffer(bytearray(b"abc")), protocol=5, buffer_callback=buffers.append)
pickle = [0x80, 5, 0x97, (byte)'.'];
ReadOnlyMemory<byte>[] buffers = ["abc"u8.ToArray()];
var buffer = (PythonBuffer)PickleSerializer.Deserialize(pickle, buffers)!;
Console.WriteLine($"{buffer.Memory.Length} bytes, read-only: {buffer.IsReadOnly}");

var cautious = new PickleOptions
{
    Limits = new PickleLimits { MaxDepth = 20, MaxAllocatedBytes = 64 * 1024 * 1024 },
};
try
{
    PickleSerializer.Deserialize("(((((((((((((((((((((ttttttttttttttttttttt."u8, cautious);
}
catch (UnpicklingException e)
{
    Console.WriteLine(e.Message);
}
