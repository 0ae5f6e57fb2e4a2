using System.Text.Json;

namespace Bridge.InteropTests.Pickle;

/// <summary>A Python that evaluates the examples of docs/types.md, and compares what goes back with them.</summary>
internal sealed class TypesDocumentPython(PythonScript script) : IAsyncDisposable
{
    /// <summary>What the examples import.</summary>
    public const string Modules = "array collections dataclasses datetime decimal enum fractions functools math numpy "
        + "pathlib textwrap uuid zoneinfo";

    /// <summary>
    /// Takes lines of JSON. One with an example prints its pickle; one with a pickle prints how its value differs from
    /// the last example in type, text or value, or "equal". An exception is one line as well.
    /// </summary>
    public const string Program = """
        import json, pickle, sys

        missing = []
        for name in sys.argv[1].split():
            try:
                globals()[name] = __import__(name)
            except ImportError:
                missing.append(name)
        for paragraph in sys.argv[2].split("\n\n"):
            if not any(name + "." in paragraph for name in missing):
                exec(paragraph)

        def is_equal(a, b):
            if "numpy" not in missing and isinstance(a, numpy.ndarray):
                same = a.dtype == b.dtype and a.shape == b.shape and a.flags.f_contiguous == b.flags.f_contiguous
                return same and (a.tolist() == b.tolist() if a.dtype == object else a.tobytes() == b.tobytes())
            # What has no equality of its own is compared by how it would be pickled; nan by its text alone.
            return a == b or a != a or a.__reduce_ex__(4) == b.__reduce_ex__(4)

        def is_named(type, name):
            if "." not in name:
                return type.__name__ == name
            # A dtype is an instance of a class of its own.
            return type is eval(name) or (name == "numpy.dtype" and issubclass(type, numpy.dtype))

        def compare(a, b, name):
            if type(a) is not type(b) or not is_named(type(b), name):
                return "is a %r" % type(b)
            if repr(a) != repr(b) and " at 0x" not in repr(a):
                return "is %r" % (b,)
            return "equal" if is_equal(a, b) else "is not equal"

        value = None
        for line in sys.stdin:
            try:
                question = json.loads(line)
                if "example" in question:
                    value = eval(question["example"])
                    answer = pickle.dumps(value, question["protocol"]).hex()
                else:
                    answer = compare(value, pickle.loads(bytes.fromhex(question["pickle"])), question["type"])
            except Exception as error:
                answer = "%s: %s" % (type(error).__name__, error)
            print(ascii(answer)[1:-1], flush=True)
        """;

    /// <summary>Evaluates an example.</summary>
    /// <returns>Its pickle in hexadecimal, or what was raised.</returns>
    public Task<string> PickleAsync(string example, int protocol, CancellationToken cancellationToken) =>
        AskAsync(new { example, protocol }, cancellationToken);

    /// <summary>Compares a pickle with the last example; "equal" when nothing differs.</summary>
    public Task<string> CompareAsync(byte[] pickle, string type, CancellationToken cancellationToken) =>
        AskAsync(new { pickle = Convert.ToHexString(pickle), type }, cancellationToken);

    public ValueTask DisposeAsync() => script.DisposeAsync();

    private async Task<string> AskAsync<T>(T question, CancellationToken cancellationToken)
    {
        await script.WriteLineAsync(JsonSerializer.Serialize(question));
        return await script.ReadLineAsync(cancellationToken);
    }
}
