using System.Buffers.Binary;

namespace Bridge.Pickle.Converters;

/// <summary>
/// How dates and times are written: packed into bytes (Lib/_pydatetime.py, _getstate). Ticks below a microsecond,
/// which Python does not have, are cut.
/// </summary>
internal static class TimeWriting
{
    private const string Module = "datetime";

    // CPython's memo has module and class apart, so the class must be another instance of the same text.
    private static readonly PythonGlobal DateTimeClass = new(Module, new string(Module));
    private static readonly PythonGlobal DateClass = new(Module, "date");
    private static readonly PythonGlobal TimeClass = new(Module, "time");
    private static readonly PythonGlobal TimeDeltaClass = new(Module, "timedelta");
    private static readonly PythonGlobal TimeZoneClass = new(Module, "timezone");
    private static readonly PythonGlobal ZoneInfoClass = new("zoneinfo", "ZoneInfo");
    private static readonly PythonGlobal GetAttribute = new("builtins", "getattr");

    internal static void Write(PickleWriter writer, DateTime clock, object? timeZone, bool fold, object? identity)
    {
        var state = new byte[10];
        PackDate(DateOnly.FromDateTime(clock), state);
        PackTime(clock.TimeOfDay.Ticks, state.AsSpan(4));
        Write(writer, DateTimeClass, state, 2, timeZone, fold, identity);
    }

    internal static void Write(PickleWriter writer, DateOnly date, object? identity)
    {
        var state = new byte[4];
        PackDate(date, state);
        Write(writer, DateClass, state, 0, null, false, identity);
    }

    internal static void Write(PickleWriter writer, TimeOnly clock, object? timeZone, bool fold, object? identity)
    {
        var state = new byte[6];
        PackTime(clock.Ticks, state);
        Write(writer, TimeClass, state, 0, timeZone, fold, identity);
    }

    internal static void Write(PickleWriter writer, TimeSpan span, object? identity)
    {
        const long PerDay = TimeSpan.TicksPerDay / TimeSpan.TicksPerMicrosecond;
        const long PerSecond = TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond;
        var (days, rest) = Math.DivRem(span.Ticks / TimeSpan.TicksPerMicrosecond, PerDay);
        (days, rest) = rest < 0 ? (days - 1, rest + PerDay) : (days, rest);
        writer.WriteGlobal(TimeDeltaClass);
        writer.WriteInteger(days);
        writer.WriteInteger(rest / PerSecond);
        writer.WriteInteger(rest % PerSecond);
        writer.WriteReduce(Opcode.Tuple3, identity);
    }

    internal static void Write(PickleWriter writer, TimeSpan offset, string? name, object? identity)
    {
        writer.WriteGlobal(TimeZoneClass);
        Write(writer, offset, identity: null);
        if (name is not null)
        {
            writer.WriteString(name);
        }

        writer.WriteReduce(name is null ? Opcode.Tuple1 : Opcode.Tuple2, identity);
    }

    /// <summary>A call of a method, which CPython has by getattr in every pickle protocol.</summary>
    internal static void WriteZoneInfo(PickleWriter writer, string key, bool isCached, object? identity)
    {
        writer.WriteGlobal(GetAttribute);
        writer.WriteGlobal(ZoneInfoClass);
        writer.WriteText("_unpickle");
        writer.Memoize();
        writer.WriteReduce(Opcode.Tuple2, null);
        writer.WriteString(key);
        writer.WriteInteger(isCached ? 1 : 0);
        writer.WriteReduce(Opcode.Tuple2, identity);
    }

    private static void Write(
        PickleWriter writer, PythonGlobal type, byte[] state, int foldAt, object? timeZone, bool fold, object? identity)
    {
        // Before protocol 4 CPython drops the fold, for the sake of Python 3.5 and older. All others read it.
        if (fold)
        {
            state[foldAt] |= 0x80;
        }

        writer.WriteGlobal(type);
        writer.WriteByteString(state, state);
        if (timeZone is null)
        {
            writer.WriteReduce(Opcode.Tuple1, identity);
            return;
        }

        writer.Enter();
        writer.WriteObject(timeZone);
        writer.WriteReduce(Opcode.Tuple2, identity);
        writer.Leave();
    }

    private static void PackDate(DateOnly date, Span<byte> state)
    {
        BinaryPrimitives.WriteUInt16BigEndian(state, (ushort)date.Year);
        state[2] = (byte)date.Month;
        state[3] = (byte)date.Day;
    }

    private static void PackTime(long ticks, Span<byte> state)
    {
        var seconds = ticks / TimeSpan.TicksPerSecond;
        var microseconds = ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond;
        state[0] = (byte)(seconds / 3600);
        state[1] = (byte)(seconds / 60 % 60);
        state[2] = (byte)(seconds % 60);
        state[3] = (byte)(microseconds >> 16);
        state[4] = (byte)(microseconds >> 8);
        state[5] = (byte)microseconds;
    }
}
