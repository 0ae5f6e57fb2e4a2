using Bridge.Workers;
using Microsoft.Extensions.Logging;

namespace Bridge.Extensions.Hosting;

/// <summary>A pool of workers that an application starts with itself.</summary>
/// <remarks>Bound from the section <c>BridgePools:NAME</c>, then configured in code.</remarks>
public sealed class BridgeWorkerPoolOptions
{
    private Func<WorkerPoolOptions, WorkerPoolOptions>? _pool;

    /// <summary>
    /// What the workers run: <c>module:function</c> or <c>path/to/file.py:function</c> in Python; in .NET
    /// <c>path/Worker.dll:Namespace.Type.Method</c>, the path of a program, or whatever name the
    /// <see cref="WorkerPoolOptions.Program"/> knows.
    /// </summary>
    public string Function { get; set; } = "";

    /// <summary>The name of the manager that carries the rows; empty, the default, for the one without a name.</summary>
    public string Manager { get; set; } = "";

    /// <summary>How many processes. The number of processors by default.</summary>
    public int Workers { get; set; } = Environment.ProcessorCount;

    /// <summary>How many rows travel together. 100 by default.</summary>
    public int BatchSize { get; set; } = WorkerPoolOptions.Default.BatchSize;

    /// <summary>Whether results come in the order of their rows. False by default.</summary>
    public bool Ordered { get; set; }

    /// <summary>How many workers one batch may kill before its rows are reported as failed. 3 by default.</summary>
    public int MaxDeaths { get; set; } = WorkerPoolOptions.Default.MaxDeaths;

    /// <summary>The interpreter; null, the default, to look for one.</summary>
    public string? Python { get; set; }

    /// <summary>The current folder of the workers, where modules are looked for; null, the default, for ours.</summary>
    public string? WorkingDirectory { get; set; }

    /// <summary>How long a worker may take to start. 60 seconds by default.</summary>
    public TimeSpan StartTimeout { get; set; } = WorkerPoolOptions.Default.StartTimeout;

    /// <summary>Sets what has no property here: <c>o.ConfigurePool(p =&gt; p with { CheckColumns = true })</c>.</summary>
    /// <param name="configure">Gets the options made of the properties, gives those to use.</param>
    public void ConfigurePool(Func<WorkerPoolOptions, WorkerPoolOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var before = _pool;
        _pool = before is null ? configure : options => configure(before(options));
    }

    /// <summary>The options of the pool: made of the properties, then configured.</summary>
    internal WorkerPoolOptions Make(ILoggerFactory loggers)
    {
        var made = new WorkerPoolOptions
        {
            Workers = Workers,
            BatchSize = BatchSize,
            Ordered = Ordered,
            MaxDeaths = MaxDeaths,
            Python = Python,
            WorkingDirectory = WorkingDirectory,
            StartTimeout = StartTimeout,
            LoggerFactory = loggers,
        };
        return _pool?.Invoke(made) ?? made;
    }
}
