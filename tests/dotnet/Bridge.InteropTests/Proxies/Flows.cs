namespace Bridge.InteropTests.Proxies;

/// <summary>Work that does not belong to the async flow of the test.</summary>
internal static class Flows
{
    public static Task<T> StartStranger<T>(Func<Task<T>> work)
    {
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(work);
        }
    }

    public static Task StartStranger(Func<Task> work)
    {
        using (ExecutionContext.SuppressFlow())
        {
            return Task.Run(work);
        }
    }
}
