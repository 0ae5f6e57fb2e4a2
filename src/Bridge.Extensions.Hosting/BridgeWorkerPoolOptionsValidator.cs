using Bridge.Workers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Bridge.Extensions.Hosting;

/// <summary>Says in sentences what is wrong with <see cref="BridgeWorkerPoolOptions"/>.</summary>
internal sealed class BridgeWorkerPoolOptionsValidator(IEnumerable<ManagerRegistration> managers)
    : IValidateOptions<BridgeWorkerPoolOptions>
{
    private readonly HashSet<string> _managers = [.. managers.Select(manager => manager.Name)];

    public ValidateOptionsResult Validate(string? name, BridgeWorkerPoolOptions options)
    {
        var problems = Problems(Sections.OfPool(name), options).ToList();
        return problems.Count > 0 ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }

    private IEnumerable<string> Problems(string section, BridgeWorkerPoolOptions options)
    {
        if (!IsFunction(options.Function) && !(options.Function.Length > 0 && HasProgram(options)))
        {
            yield return $"{section}:Function is '{options.Function}'; it must be module:function or path/to/file.py:function, "
                + "in .NET path/Worker.dll:Namespace.Type.Method or the path of a program, a dll or an exe.";
        }

        if (!_managers.Contains(options.Manager))
        {
            var known = string.Join(", ", _managers.Select(name => name.Length == 0 ? "one without a name" : $"'{name}'"));
            yield return options.Manager.Length == 0
                ? $"{section} needs the manager without a name, which was not added; call services.AddBridge(), "
                    + $"or set Manager to one that was: {known}."
                : $"{section}:Manager is '{options.Manager}', which was not added; "
                    + $"call services.AddBridge(\"{options.Manager}\", …). There is: {known}.";
        }

        if (options.Workers < 1)
        {
            yield return $"{section}:Workers is {options.Workers}; it must be 1 or more.";
        }

        if (options.BatchSize < 1)
        {
            yield return $"{section}:BatchSize is {options.BatchSize}; it must be 1 or more.";
        }

        if (options.MaxDeaths < 1)
        {
            yield return $"{section}:MaxDeaths is {options.MaxDeaths}; it must be 1 or more.";
        }

        if (options.StartTimeout <= TimeSpan.Zero || options.StartTimeout > TimeSpan.FromDays(1))
        {
            yield return $"{section}:StartTimeout is {options.StartTimeout}; it must be more than zero, and at most a day.";
        }
    }

    private static bool IsFunction(string function) => function.IndexOf(':', StringComparison.Ordinal) is var colon && colon < 0
        ? WorkerPool.IsDotNet(function)
        : colon > 0 && colon < function.Length - 1;

    // The program says itself which names it knows. Options that are out of range are told of without it.
    private static bool HasProgram(BridgeWorkerPoolOptions options) =>
        options is { Workers: > 0, BatchSize: > 0, MaxDeaths: > 0 }
        && options.Make(NullLoggerFactory.Instance).Program is not null;
}
