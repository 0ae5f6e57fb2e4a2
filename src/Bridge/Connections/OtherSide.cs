namespace Bridge.Connections;

/// <summary>How messages speak of the other side of a connection.</summary>
/// <param name="Place">Stands at the start of a sentence: an address, or whose client it is.</param>
/// <param name="Subject">The same, where what it is is known.</param>
/// <param name="Kind">What it should be.</param>
/// <param name="NotProved">What to say when it does not hold our authkey.</param>
/// <param name="Loss">What a broken connection means for what was under way.</param>
internal sealed record OtherSide(string Place, string Subject, string Kind, string NotProved, string Loss)
{
    private const string MessagesLost = "messages under way may be lost.";

    /// <summary>How the connection came about.</summary>
    internal string Arrival { get; private init; } = "accepted the connection";

    /// <summary>What to do when it is something else; the end of a sentence.</summary>
    internal string Remedy { get; private init; } = "; correct the address";

    /// <summary>A manager that we dial.</summary>
    internal static OtherSide Manager(ManagerAddress address) => new(
        $"{address}", $"The manager at {address}", "Python manager", NotProvedBy(address),
        "whether the manager did the last call is unknown.");

    /// <summary>A listener that we dial.</summary>
    internal static OtherSide Listener(ManagerAddress address) => new(
        $"{address}", $"The listener at {address}", "Python listener with an authkey", NotProvedBy(address), MessagesLost);

    /// <summary>Somebody who dialled our listener.</summary>
    internal static OtherSide Client(ManagerAddress address) => new(
        $"A client of {address}",
        $"A client of {address}",
        "Python client with an authkey",
        $"A client of {address} could not prove that it holds our authkey and was refused; give both sides the same key.",
        MessagesLost)
    {
        Arrival = "connected",
        Remedy = "",
    };

    private static string NotProvedBy(ManagerAddress address) =>
        $"The server at {address} could not prove that it holds our authkey, so nothing was sent to it. "
        + "Correct the address, or give both sides the same key.";
}
