using Python.Runtime;

namespace Bridge.PythonNet.Tests;

/// <summary>The module <c>hostile</c>: Python code that does what it should not.</summary>
internal static class Hostile
{
    public const string Name = "hostile";

    private const string Code = """
        import asyncio, sys, threading, time

        class Mute(Exception):
            def __str__(self):
                raise Mute("never")

        class Exits(Exception):
            def __str__(self):
                sys.exit(3)

        class Unpicklable(Exception):
            def __reduce__(self):
                raise SystemExit

        class Nosy(Exception):
            def __getattr__(self, name):
                raise ValueError(name)

        class Odd(Exception):
            pass
        Odd.__module__ = "\ud800"
        Odd.__qualname__ = "Odd"

        def noted():
            error = ValueError("noted")
            error.__notes__ = [Mute(), 1]
            raise error

        def deep(depth=100_000):
            value = []
            for _ in range(depth):
                value = [value]
            return value

        def depth_of(value):
            depth = 0
            while value:
                value, depth = value[0], depth + 1
            return depth

        def recurse():
            return recurse()

        def chain(length=1000):
            error = None
            for i in range(length):
                made = ValueError(i)
                made.__cause__ = error
                error = made
            raise error

        RAISES = {
            "SystemExit": lambda: sys.exit(3),
            "KeyboardInterrupt": lambda: throw(KeyboardInterrupt()),
            "MemoryError": lambda: bytearray(2**62),
            "Mute": lambda: throw(Mute("x")),
            "Exits": lambda: throw(Exits("x")),
            "Unpicklable": lambda: throw(Unpicklable("x")),
            "Nosy": lambda: throw(Nosy("x")),
            "Odd": lambda: throw(Odd("x")),
            "StopIteration": lambda: next(iter(())),
            "GeneratorExit": lambda: throw(GeneratorExit()),
            "RecursionError": recurse,
            "ValueError": chain,
            "surrogate": lambda: throw(ValueError("a\ud83d")),
            "huge": lambda: throw(ValueError(10**100_000)),
            "noted": noted,
            "group": lambda: throw(ExceptionGroup("some", [ValueError(1), Mute(2)]) if sys.version_info >= (3, 11) else ValueError()),
            "base": lambda: throw(BaseException("bare")),
        }

        def throw(error):
            raise error

        def fail(kind):
            return RAISES[kind]()

        async def fail_later(kind):
            await asyncio.sleep(0)
            return fail(kind)

        def spin():
            begun.set()
            while True:
                pass

        stop = threading.Event()
        begun = threading.Event()

        def sleep(seconds):
            begun.set()
            time.sleep(seconds)

        async def sleep_later(seconds):
            begun.set()
            await asyncio.sleep(seconds)

        def swallow():
            end = stop
            while True:
                try:
                    begun.set()
                    while not end.wait(0.01):
                        pass
                    return
                except KeyboardInterrupt:
                    pass

        async def swallow_cancel():
            end = stop
            begun.set()
            while not end.is_set():
                try:
                    await asyncio.sleep(0.05)
                except asyncio.CancelledError:
                    pass

        async def clean_up():
            try:
                await asyncio.sleep(1000)
            except asyncio.CancelledError:
                await asyncio.sleep(0.05)
                return "cleaned up"

        async def block():
            spin()

        def short(limit):
            total = 0
            for i in range(limit):
                total += i
            return total

        dead = []

        class Counted:
            def __del__(self):
                dead.append(1)

        class Blocking:
            def __init__(self, release):
                self.release = release

            def __del__(self):
                self.release.wait()

        class Exiting:
            def __del__(self):
                sys.exit(1)
        """;

    /// <summary>Loads it once.</summary>
    public static Task LoadAsync(EmbeddedPython python) => python.RunAsync(() =>
    {
        using var modules = Py.Import("sys").GetAttr("modules");
        using var name = new PyString(Name);
        if (!modules.InvokeMethod("__contains__", name).As<bool>())
        {
            PyModule.FromString(Name, Code).Dispose();
        }
    });
}
