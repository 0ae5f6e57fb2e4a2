using Bridge.Connections;
using Microsoft.Extensions.Options;

namespace Bridge.Extensions.Hosting;

/// <summary>Says in sentences what is wrong with <see cref="BridgeOptions"/>.</summary>
internal sealed class BridgeOptionsValidator : IValidateOptions<BridgeOptions>
{
    private const int MaxLanes = 64;

    public ValidateOptionsResult Validate(string? name, BridgeOptions options)
    {
        var problems = Problems(Sections.OfManager(name), options).ToList();
        return problems.Count > 0 ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> Problems(string section, BridgeOptions options)
    {
        if (string.IsNullOrEmpty(options.Address) && !options.Host)
        {
            yield return $"{section} names no manager; set Address to where one listens, or Host to true to start one.";
            yield break;
        }

        if (!string.IsNullOrEmpty(options.Address) && AddressProblem(options.Address) is { } problem)
        {
            yield return $"{section}:Address is '{options.Address}': {problem}";
        }

        if (KeyProblem(section, options) is { } keyProblem)
        {
            yield return keyProblem;
        }

        if (!options.Host && (options.Register.Count > 0 || !string.IsNullOrEmpty(options.Python)))
        {
            yield return $"{section} has Register or Python, which are for a manager that the application starts; "
                + "set Host to true, or remove them.";
        }

        if (!Enum.IsDefined(options.OnManagerLost))
        {
            yield return $"{section}:OnManagerLost is {options.OnManagerLost}; "
                + $"it can be {string.Join(", ", Enum.GetNames<ManagerLossAction>())}.";
        }

        if (options.Lanes is < 1 or > MaxLanes)
        {
            yield return $"{section}:Lanes is {options.Lanes}; it can be 1 to {MaxLanes}.";
        }

        if (options.ReadRetries < 0)
        {
            yield return $"{section}:ReadRetries is {options.ReadRetries}; it cannot be negative.";
        }

        if (options.CallTimeout is { } timeout && (timeout <= TimeSpan.Zero || timeout > TimeSpan.FromDays(24)))
        {
            yield return $"{section}:CallTimeout is {timeout}; it must be more than zero, and at most 24 days.";
        }

        if (options.StartTimeout <= TimeSpan.Zero || options.StartTimeout > TimeSpan.FromDays(1))
        {
            yield return $"{section}:StartTimeout is {options.StartTimeout}; it must be more than zero, and at most a day.";
        }
    }

    private static string? AddressProblem(string address)
    {
        try
        {
            ManagerAddress.Parse(address);
            return null;
        }
        catch (FormatException error)
        {
            return error.Message;
        }
    }

    private static string? KeyProblem(string section, BridgeOptions options)
    {
        var key = BridgeClients.KeyOf(section, options);
        if (options.Host && !key.IsGiven)
        {
            return null; // a random one
        }

        try
        {
            key.Read();
            return null;
        }
        catch (InvalidOperationException error)
        {
            return error.Message;
        }
    }
}
