using System.Reflection;
using Bridge.Manager;
using Bridge.Proxies;
using Bridge.Workers.Child;

namespace Bridge.WorkerHost.InProcess;

/// <summary>What a Python program has loaded into its process. Thread-safe.</summary>
/// <remarks>
/// Functions of one assembly share it: its statics, what <c>Setup()</c> made, one instance of each class. Disposal is for
/// the end of the program.
/// </remarks>
internal sealed class LoadedFunctions : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LoadedAssembly> _assemblies = new(PathComparer);
    private readonly PassedManagers _managers = new(ProxyFactory.Instance);
    private readonly WorkerCodec _rows;
    private readonly WorkerCodec _cells;
    private readonly CancellationTokenSource _stopping = new();
    private InProcessFunction[] _functions = [];
    private int _disposed;

    public LoadedFunctions()
    {
        _rows = new WorkerCodec(_managers.Pickle, hasColumns: false);
        _cells = new WorkerCodec(_managers.Pickle, hasColumns: true);
        Stopping = _stopping.Token;
    }

    private static StringComparer PathComparer =>
        OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>Canceled when the program ends.</summary>
    public CancellationToken Stopping { get; }

    /// <summary>The function of a number that <see cref="Load"/> gave.</summary>
    public InProcessFunction this[int number] => Volatile.Read(ref _functions)[number];

    /// <summary>Finds a method, and gives it a number.</summary>
    /// <param name="text"><c>path/Worker.dll:Namespace.Type.Method</c>.</param>
    /// <param name="hasColumns">Whether the rows are those of a table.</param>
    /// <param name="isConcurrent">Whether several calls may run at once.</param>
    /// <exception cref="WorkerLoadException">One sentence about what is wrong with it.</exception>
    public int Load(string text, bool hasColumns, bool isConcurrent)
    {
        var name = MethodName.Parse(text);
        lock (_lock)
        {
            var loaded = LoadAssembly(name);
            var (method, instance) = MethodLoader.Find(name, loaded.Assembly, loaded.Types);
            var function = new InProcessFunction(
                method, instance, hasColumns ? _cells : _rows, isConcurrent ? null : loaded.Gate);
            _functions = [.. _functions, function];
            return _functions.Length - 1;
        }
    }

    /// <summary>Tells what runs to end, and gives back the references to shared objects.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await _managers.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private LoadedAssembly LoadAssembly(MethodName name)
    {
        if (!_assemblies.TryGetValue(name.Path, out var loaded))
        {
            loaded = new LoadedAssembly(AssemblyLoader.Load(name), File.GetLastWriteTimeUtc(name.Path));
            _assemblies.Add(name.Path, loaded);
        }

        return loaded.Written == File.GetLastWriteTimeUtc(name.Path)
            ? loaded
            : throw new WorkerLoadException(
                WorkerLoadException.ImportFailed,
                $"{name.File} was built anew after this program had loaded it; start the program again.");
    }

    private sealed record LoadedAssembly(Assembly Assembly, DateTime Written)
    {
        public PreparedTypes Types { get; } = new();

        public SemaphoreSlim Gate { get; } = new(1, 1);
    }
}
