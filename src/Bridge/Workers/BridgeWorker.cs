using System.Runtime.CompilerServices;
using Bridge.Workers.Child;

namespace Bridge.Workers;

/// <summary>Makes a .NET program a worker: a process that others start, and that runs a handler over their rows.</summary>
/// <remarks>
/// <para>Whoever starts it, <see cref="WorkerPool"/>, Python's <c>DotNetPool</c> or <c>dotnet bridge run</c>, hands over
/// by standard input what it needs. It ends when it is told to, and when whoever started it is gone.</para>
/// <para>What the handler prints goes to standard error, for standard output is the parent's; nothing may be printed
/// there before. See <c>docs/workers-in-dotnet.md</c>.</para>
/// <para>Each method returns the exit code, and sets <see cref="Environment.ExitCode"/> to it: 0 at the end, 2 when nobody
/// started it, 3 when it could not begin, 4 when the manager or the parent is gone, 143 after SIGTERM. The parameters of
/// handlers are told in <see cref="WorkerFunction"/>.</para>
/// </remarks>
public static class BridgeWorker
{
    private const string Help =
        "This program is a worker of Bridge: WorkerPool in .NET, DotNetPool in Python or 'dotnet bridge run' start it "
        + "and tell it by standard input what to do; it does nothing by itself.";

    /// <summary>Runs a handler that returns one value for each row.</summary>
    /// <typeparam name="TRow">The .NET type of the rows.</typeparam>
    /// <typeparam name="TOut">The type of the values. A list, an array or a string is one value.</typeparam>
    /// <param name="args">The arguments of the program; with <c>--help</c> it says what starts it.</param>
    /// <param name="handler">Called with each row, and a token that is canceled when the worker is to end.</param>
    /// <param name="options">Setup and limits; null for the defaults.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync<TRow, TOut>(
        string[] args, Func<TRow, CancellationToken, TOut> handler, BridgeWorkerOptions? options = null) =>
        RunAsync(args, WorkerFunction.Create(handler), options);

    /// <summary>Runs a handler that awaits one value for each row.</summary>
    /// <typeparam name="TRow">The .NET type of the rows.</typeparam>
    /// <typeparam name="TOut">The type of the values.</typeparam>
    /// <param name="args">The arguments of the program; with <c>--help</c> it says what starts it.</param>
    /// <param name="handler">Called with each row, and a token that is canceled when the worker is to end.</param>
    /// <param name="options">Setup and limits; null for the defaults.</param>
    /// <returns>The exit code.</returns>
    [OverloadResolutionPriority(1)] // else an async lambda could be this one or the next
    public static Task<int> RunAsync<TRow, TOut>(
        string[] args, Func<TRow, CancellationToken, Task<TOut>> handler, BridgeWorkerOptions? options = null) =>
        RunAsync(args, WorkerFunction.Create(handler), options);

    /// <summary>Runs a handler that awaits one value for each row.</summary>
    /// <typeparam name="TRow">The .NET type of the rows.</typeparam>
    /// <typeparam name="TOut">The type of the values.</typeparam>
    /// <param name="args">The arguments of the program; with <c>--help</c> it says what starts it.</param>
    /// <param name="handler">Called with each row, and a token that is canceled when the worker is to end.</param>
    /// <param name="options">Setup and limits; null for the defaults.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync<TRow, TOut>(
        string[] args, Func<TRow, CancellationToken, ValueTask<TOut>> handler, BridgeWorkerOptions? options = null) =>
        RunAsync(args, WorkerFunction.Create(handler), options);

    /// <summary>Runs a handler that returns several values for each row, as a Python generator does.</summary>
    /// <typeparam name="TRow">The .NET type of the rows.</typeparam>
    /// <typeparam name="TOut">The type of each value.</typeparam>
    /// <param name="args">The arguments of the program; with <c>--help</c> it says what starts it.</param>
    /// <param name="handler">Called with each row, and a token that is canceled when the worker is to end.</param>
    /// <param name="options">Setup and limits; null for the defaults.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync<TRow, TOut>(
        string[] args, Func<TRow, CancellationToken, IEnumerable<TOut>> handler, BridgeWorkerOptions? options = null) =>
        RunAsync(args, WorkerFunction.Create(handler), options);

    /// <summary>Runs a handler that awaits several values for each row.</summary>
    /// <typeparam name="TRow">The .NET type of the rows.</typeparam>
    /// <typeparam name="TOut">The type of each value.</typeparam>
    /// <param name="args">The arguments of the program; with <c>--help</c> it says what starts it.</param>
    /// <param name="handler">Called with each row, and a token that is canceled when the worker is to end.</param>
    /// <param name="options">Setup and limits; null for the defaults.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync<TRow, TOut>(
        string[] args, Func<TRow, CancellationToken, IAsyncEnumerable<TOut>> handler, BridgeWorkerOptions? options = null) =>
        RunAsync(args, WorkerFunction.Create(handler), options);

    /// <summary>Runs a function, whatever name whoever starts the program asks for.</summary>
    /// <param name="args">The arguments of the program; with <c>--help</c> it says what starts it.</param>
    /// <param name="function">What is done with each row.</param>
    /// <param name="options">Setup and limits; null for the defaults.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(string[] args, WorkerFunction function, BridgeWorkerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return RunAsync(args, _ => function, options);
    }

    /// <summary>Runs the function of the name that whoever starts the program asks for.</summary>
    /// <param name="args">The arguments of the program; with <c>--help</c> it says what starts it.</param>
    /// <param name="load">
    /// Finds the function; gets the name, or an empty text when none is asked for. Throws
    /// <see cref="WorkerLoadException"/> when there is no such function.
    /// </param>
    /// <param name="options">Setup and limits; null for the defaults.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        string[] args, Func<string, WorkerFunction> load, BridgeWorkerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(load);
        var asksForHelp = args is ["--help" or "-h"];
        if (asksForHelp || !Console.IsInputRedirected)
        {
            SayHelp();
            return Environment.ExitCode = asksForHelp ? 0 : WorkerProgram.Usage;
        }

        var parent = ParentPipe.OfConsole();
        StandardStreams.MoveAway();
        var program = new WorkerProgram(parent, options ?? BridgeWorkerOptions.Default, ProcessEnd.Now);
        return Environment.ExitCode = await program.RunAsync(load, SayHelp).ConfigureAwait(false);
    }

    private static void SayHelp() => Console.Error.WriteLine(Help);
}
