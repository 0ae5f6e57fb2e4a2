namespace Bridge.Fuzz;

/// <summary>Ends the program with the input on which it hangs, which no exception would report.</summary>
internal sealed class Watchdog
{
    private readonly long _patience;
    private byte[]? _running;
    private long _since;

    public Watchdog(TimeSpan patience)
    {
        _patience = (long)patience.TotalMilliseconds;
        new Thread(Watch) { IsBackground = true, Name = "watchdog" }.Start();
    }

    public void Begin(byte[] pickle)
    {
        Volatile.Write(ref _since, Environment.TickCount64);
        Volatile.Write(ref _running, pickle);
    }

    public void End() => Volatile.Write(ref _running, null);

    private void Watch()
    {
        while (true)
        {
            Thread.Sleep(1000);
            if (Volatile.Read(ref _running) is { } pickle && Environment.TickCount64 - Volatile.Read(ref _since) > _patience)
            {
                Console.WriteLine($"HANGS {Convert.ToHexString(pickle)}");
                Environment.Exit(3);
            }
        }
    }
}
