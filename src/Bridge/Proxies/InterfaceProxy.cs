using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Bridge.Proxies;

/// <summary>Implements an interface by calls of an <see cref="ObjectProxy"/>.</summary>
/// <remarks>Not sealed, because the class that <see cref="DispatchProxy"/> makes derives from it.</remarks>
internal class InterfaceProxy : DispatchProxy
{
    private ObjectProxy _proxy = null!;
    private Dictionary<MethodInfo, InterfaceMethod> _methods = null!;

    [RequiresDynamicCode("The class that implements the interface is made at run time.")]
    [RequiresUnreferencedCode("The methods of the interface are found by reflection.")]
    internal static TInterface Create<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TInterface>(ObjectProxy proxy)
        where TInterface : class
    {
        if (!typeof(TInterface).IsInterface)
        {
            throw new ArgumentException($"{typeof(TInterface).Name} is no interface; only interfaces can be made proxies.");
        }

        var methods = InterfaceMethod.Of(typeof(TInterface));
        var missing = methods.Values.Select(method => method.Name)
            .Except(proxy.ExposedMethods, StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        if (missing.Count > 0)
        {
            throw new NotSupportedException(
                $"'{proxy.Token.TypeId}' does not expose {string.Join(", ", missing)}, which {typeof(TInterface).Name} "
                + $"asks for; it exposes {string.Join(", ", proxy.ExposedMethods)}. "
                + "[PythonName] on a method gives it another name.");
        }

        var result = Create<TInterface, InterfaceProxy>();
        var self = (InterfaceProxy)(object)result;
        self._proxy = proxy;
        self._methods = methods;
        return result;
    }

    public override string ToString() => _proxy.ToString();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (_methods.TryGetValue(targetMethod!, out var method))
        {
            return method.Invoke(_proxy, args ?? []);
        }

        // DisposeAsync, the only method that is not in the map.
        return new ValueTask(_proxy.DisposeAsync().AsTask());
    }
}
