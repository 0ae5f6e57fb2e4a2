using System.Reflection;
using Bridge.Pickle;

namespace Bridge.PythonNet.Serving;

/// <summary>One parameter of a served method.</summary>
internal sealed class ServedParameter
{
    private static readonly MethodInfo ReadMethod = typeof(ServedValue).GetMethod(nameof(ServedValue.Read))!;

    private readonly Type _type;
    private readonly Func<ServedValue, object?> _read;

    /// <exception cref="ArgumentException">Its type cannot come from Python.</exception>
    public ServedParameter(ParameterInfo parameter)
    {
        Name = PickleNamingPolicy.SnakeCase.ConvertName(parameter.Name!);
        HasDefault = parameter.HasDefaultValue;
        Default = HasDefault ? DefaultOf(parameter) : null;
        IsCancellation = parameter.ParameterType == typeof(CancellationToken);
        IsVariadic = parameter.ParameterType.IsArray && parameter.IsDefined(typeof(ParamArrayAttribute));
        _type = IsVariadic ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
        if (_type.IsByRef || _type.IsByRefLike || _type.IsPointer)
        {
            throw new ArgumentException(
                $"{parameter.Member.DeclaringType?.Name}.{parameter.Member.Name} cannot be served: "
                + $"its parameter '{Name}' is a reference or a span.");
        }

        var read = ReadMethod.MakeGenericMethod(_type);
        _read = value => read.Invoke(value, BindingFlags.DoNotWrapExceptions, null, null, null);
    }

    /// <summary>Its name in Python, in snake_case.</summary>
    public string Name { get; }

    public bool HasDefault { get; }

    public object? Default { get; }

    /// <summary>Whether the manager fills it in.</summary>
    public bool IsCancellation { get; }

    /// <summary>Whether it is <c>params</c>, which takes all that is left, as <c>*args</c> does.</summary>
    public bool IsVariadic { get; }

    /// <summary>The argument as the parameter's type.</summary>
    /// <exception cref="InvalidCastException">It is something else.</exception>
    public object? Read(ServedValue value) => _read(value);

    /// <summary>The arguments as the array of a <c>params</c> parameter.</summary>
    public Array ReadRest(IReadOnlyList<ServedValue> values, Func<Func<ServedValue, object?>, ServedValue, object?> read)
    {
        var array = Array.CreateInstance(_type, values.Count);
        for (var i = 0; i < values.Count; i++)
        {
            array.SetValue(read(_read, values[i]), i);
        }

        return array;
    }

    // Reflection tells the default of a nullable enum as its number, and that of a struct as null.
    private static object? DefaultOf(ParameterInfo parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return parameter.DefaultValue is { } value && type.IsEnum ? Enum.ToObject(type, value) : parameter.DefaultValue;
    }
}
