using System.Reflection;
using Bridge.Pickle;

namespace Bridge.PythonNet.Serving;

/// <summary>One parameter of a served method.</summary>
internal sealed class ServedParameter
{
    private static readonly MethodInfo ReadMethod = typeof(ServedValue).GetMethod(nameof(ServedValue.Read))!;

    private readonly Func<ServedValue, object?>? _read;

    public ServedParameter(ParameterInfo parameter)
    {
        Name = PickleNamingPolicy.SnakeCase.ConvertName(parameter.Name!);
        HasDefault = parameter.HasDefaultValue;
        Default = HasDefault ? parameter.DefaultValue : null;
        IsCancellation = parameter.ParameterType == typeof(CancellationToken);
        if (parameter.ParameterType.IsByRef || parameter.ParameterType.IsByRefLike)
        {
            throw new ArgumentException(
                $"{parameter.Member.DeclaringType?.Name}.{parameter.Member.Name} cannot be served: "
                + $"its parameter '{parameter.Name}' is a reference or a span.");
        }

        if (!IsCancellation)
        {
            var read = ReadMethod.MakeGenericMethod(parameter.ParameterType);
            _read = value => read.Invoke(value, BindingFlags.DoNotWrapExceptions, null, null, null);
        }
    }

    /// <summary>Its name in Python, in snake_case.</summary>
    public string Name { get; }

    public bool HasDefault { get; }

    public object? Default { get; }

    /// <summary>Whether the manager fills it in.</summary>
    public bool IsCancellation { get; }

    /// <summary>The argument as the parameter's type.</summary>
    /// <exception cref="InvalidCastException">It is something else.</exception>
    public object? Read(ServedValue value) => _read!(value);
}
