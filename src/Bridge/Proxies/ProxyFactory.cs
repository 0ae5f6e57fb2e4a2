using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>Makes proxies for references; several proxies may share one. Thread-safe.</summary>
internal sealed class ProxyFactory : IProxyFactory
{
    private ProxyFactory()
    {
    }

    public static ProxyFactory Instance { get; } = new();

    public object Create(ProxyReference reference) => new ObjectProxy(reference.Client, reference);

    /// <summary>A proxy of the type that was asked for; false when that is no type of proxy.</summary>
    /// <exception cref="InvalidCastException">The program was compiled ahead of time, without the constructor.</exception>
    public static bool TryCreate<T>(ProxyReference reference, [MaybeNullWhen(false)] out T proxy)
    {
        if (typeof(T).IsAssignableFrom(typeof(ObjectProxy)))
        {
            proxy = (T)(object)new ObjectProxy(reference.Client, reference);
            return true;
        }

        if (typeof(T).IsSubclassOf(typeof(Proxy)) && !typeof(T).IsAbstract)
        {
            proxy = (T)Create(typeof(T), reference);
            return true;
        }

        proxy = default;
        return false;
    }

    /// <summary>A proxy of a type whose constructor is known to be there.</summary>
    public static TProxy CreateKnown<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.NonPublicConstructors)] TProxy>(ProxyReference reference)
        where TProxy : Proxy =>
        (TProxy)Invoke(
            typeof(TProxy).GetConstructor(
                BindingFlags.Instance | BindingFlags.NonPublic, [typeof(ManagerClient), typeof(ProxyReference)]),
            typeof(TProxy),
            reference);

    [UnconditionalSuppressMessage(
        "Trimming", "IL2070", Justification = "A constructor that was trimmed is reported by a clear exception.")]
    private static object Create(Type type, ProxyReference reference) => Invoke(
        type.GetConstructor(
            BindingFlags.Instance | BindingFlags.NonPublic, [typeof(ManagerClient), typeof(ProxyReference)]),
        type,
        reference);

    private static object Invoke(ConstructorInfo? constructor, Type type, ProxyReference reference) =>
        constructor?.Invoke(BindingFlags.DoNotWrapExceptions, null, [reference.Client, reference], null)
        ?? throw new InvalidCastException(
            RuntimeFeature.IsDynamicCodeSupported
                ? $"{type.Name} cannot be made for a proxy that came from the manager; ask for ObjectProxy."
                : $"{type.Name} was trimmed away (native AOT); ask for ObjectProxy, and call its As<{type.Name}>().");
}
