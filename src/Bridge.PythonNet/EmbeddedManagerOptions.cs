using Bridge.Connections;
using Bridge.Manager;

namespace Bridge.PythonNet;

/// <summary>Where an <see cref="EmbeddedManager"/> listens, and which C# objects it serves.</summary>
public sealed class EmbeddedManagerOptions
{
    private readonly List<(string TypeId, Type Type, Func<object> Make)> _registrations = [];

    /// <summary>Where it listens.</summary>
    /// <value>Null, the default, for a socket in a folder of its own, or a free port on Windows.</value>
    public ManagerAddress? Address { get; init; }

    /// <summary>The key that both sides need.</summary>
    /// <value>Null, the default, for a random one.</value>
    public AuthKey? AuthKey { get; init; }

    /// <summary>How this process's own client is set up.</summary>
    public ManagerClientOptions Client { get; init; } = ManagerClientOptions.Default;

    internal IReadOnlyList<(string TypeId, Type Type, Func<object> Make)> Registrations => _registrations;

    /// <summary>Serves objects of a C# class under a typeid, as <c>BaseManager.register</c> does for Python's.</summary>
    /// <remarks>
    /// <para>Clients call its public methods by their names in snake_case, without <c>Async</c>, or as
    /// <see cref="Pickle.PythonNameAttribute"/> says; tasks are awaited, and a <see cref="CancellationToken"/> is that of
    /// the manager's end. Each client has a thread, so the methods must be thread-safe.</para>
    /// <para>Exceptions arrive as Python's nearest built-in one with the same message:
    /// <see cref="ArgumentException"/> as <c>ValueError</c>, <see cref="KeyNotFoundException"/> as <c>KeyError</c>, others
    /// as <c>RuntimeError</c> with the .NET type. To raise a certain one, throw a <see cref="Pickle.PythonException"/>.</para>
    /// </remarks>
    /// <param name="typeId">The typeid: a Python identifier.</param>
    /// <param name="factory">
    /// Called when a client creates one; may give the same object each time. Runs while the manager makes nothing else,
    /// so it must not use the manager. Nobody disposes what it gives.
    /// </param>
    /// <returns>The same options.</returns>
    /// <exception cref="ArgumentException">The typeid is no identifier, or is taken, or the class cannot be served.</exception>
    public EmbeddedManagerOptions Register<T>(string typeId, Func<T> factory)
        where T : class
    {
        ArgumentException.ThrowIfNullOrEmpty(typeId);
        ArgumentNullException.ThrowIfNull(factory);
        if (!typeId.All(character => char.IsLetterOrDigit(character) || character == '_') || char.IsDigit(typeId[0]))
        {
            throw new ArgumentException($"The typeid '{typeId}' is no Python identifier.", nameof(typeId));
        }

        if (_registrations.Exists(known => known.TypeId == typeId))
        {
            throw new ArgumentException($"The typeid '{typeId}' is registered already.", nameof(typeId));
        }

        _ = new Serving.ServedClass(typeof(T)); // says now what is wrong with it
        _registrations.Add((typeId, typeof(T), factory));
        return this;
    }
}
