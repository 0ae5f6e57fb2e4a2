using System.Numerics;

namespace Bridge.Proxies;

/// <summary>Arithmetic on shared values.</summary>
public static class ValueProxyExtensions
{
    /// <summary>Adds to a shared number, while a lock is held.</summary>
    /// <remarks>No addition is lost among all programs that use the lock, Python's <c>with lock:</c> included.</remarks>
    /// <typeparam name="T">The .NET type of the number.</typeparam>
    /// <param name="value">The shared number.</param>
    /// <param name="delta">What to add.</param>
    /// <param name="gate">The lock. Not held by the caller already.</param>
    /// <param name="cancellationToken">Looked at until the sum is sent; canceled, nothing is added.</param>
    /// <returns>The sum.</returns>
    /// <exception cref="OverflowException">The sum does not fit. Nothing is added.</exception>
    /// <exception cref="BridgeConnectionException">The connection broke; whether it is added is unknown.</exception>
    public static Task<T> AddAsync<T>(
        this ValueProxy<T> value, T delta, ISharedLock gate, CancellationToken cancellationToken = default)
        where T : INumber<T>
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.UpdateAsync(current => checked(current + delta), gate, cancellationToken);
    }
}
