namespace Bridge.WorkerHost;

/// <summary>The types whose methods get rows: each is set up once, and has one instance. Not thread-safe.</summary>
internal sealed class PreparedTypes
{
    private readonly HashSet<Type> _setUp = [];
    private readonly Dictionary<Type, object> _instances = [];

    /// <summary>Calls <c>Setup()</c>, unless that has been done.</summary>
    /// <exception cref="WorkerLoadException">It threw.</exception>
    public void SetUp(Type type, MethodName name)
    {
        if (!_setUp.Contains(type))
        {
            TypeSetup.Run(type, name);
            _setUp.Add(type);
        }
    }

    /// <summary>The one instance.</summary>
    /// <exception cref="WorkerLoadException">There is no constructor without parameters, or it threw.</exception>
    public object InstanceOf(Type type, MethodName name)
    {
        if (!_instances.TryGetValue(type, out var instance))
        {
            instance = TypeSetup.Construct(type, name);
            _instances.Add(type, instance);
        }

        return instance;
    }
}
