using Bridge.Manager;

namespace Bridge.Proxies;

/// <summary>A <see cref="QueueProxy{T}"/> whose typeid is <c>JoinableQueue</c>; it can what a <c>Queue</c> can.</summary>
/// <typeparam name="T">The .NET type of the items; converted by the codec of the client.</typeparam>
/// <remarks>Thread-safe.</remarks>
public sealed class JoinableQueueProxy<T> : QueueProxy<T>
{
    internal JoinableQueueProxy(ManagerClient client, ProxyReference reference)
        : base(client, reference)
    {
    }
}
