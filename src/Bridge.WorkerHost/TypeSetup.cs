using System.Reflection;
using Bridge.Workers;

namespace Bridge.WorkerHost;

/// <summary>What happens to a type before its method gets the first row: <c>Setup()</c>, and one instance.</summary>
internal static class TypeSetup
{
    private const string Name = "Setup";

    private const BindingFlags AnyStatic = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static;

    /// <summary>Calls the static <c>Setup()</c> of the type, if it has one, and waits for it.</summary>
    /// <exception cref="WorkerLoadException">It threw.</exception>
    public static void Run(Type type, MethodName name)
    {
        if (type.GetMethod(Name, AnyStatic, Type.EmptyTypes) is not { ContainsGenericParameters: false } setup)
        {
            return;
        }

        Guard($"{name.Type}.{Name}()", () =>
        {
            var result = setup.Invoke(null, BindingFlags.DoNotWrapExceptions, null, null, null);
            var task = result switch
            {
                Task running => running,
                ValueTask running => running.AsTask(),
                _ => Task.CompletedTask,
            };
            task.GetAwaiter().GetResult();
            return true;
        });
    }

    /// <summary>The one instance whose method gets the rows.</summary>
    /// <exception cref="WorkerLoadException">There is no constructor without parameters, or it threw.</exception>
    public static object Construct(Type type, MethodName name)
    {
        const BindingFlags AnyConstructor = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;
        var constructor = type.IsAbstract || type.IsValueType ? null : type.GetConstructor(AnyConstructor, Type.EmptyTypes);
        if (constructor is null)
        {
            throw new WorkerLoadException(
                WorkerLoadException.NotCallable,
                $"{name.Type}.{name.Method} in {name.File} needs an instance, and {name.Type} is no class with a "
                + "constructor without parameters; make the method static, or add one.");
        }

        return Guard(
            $"The constructor of {name.Type}",
            () => constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, null, null));
    }

    private static T Guard<T>(string what, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception error) when (error is not WorkerLoadException && !AssemblyLoader.IsLoadFailure(error))
        {
            var cause = error is TypeInitializationException { InnerException: { } inner } ? inner : error;
            throw new WorkerLoadException(
                WorkerLoadException.SetupFailed,
                $"{what} threw {cause.GetType().FullName}: {cause.Message.ReplaceLineEndings(" ").TrimEnd('.')}.",
                cause);
        }
    }
}
