using Bridge.Pickle;
using Bridge.Proxies;

namespace Bridge.Tests.Proxies;

public class InterfaceMethodTests
{
    [Fact]
    public void Names_become_those_of_Python()
    {
        var names = InterfaceMethod.Of(typeof(INamed)).Values.Select(method => method.Name);

        Assert.Equal(["__len__", "async", "get_http_code", "increment", "reset"], names.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(typeof(IProperty), "get_Total", "declare a method")]
    [InlineData(typeof(IEvent), "add_Changed", "declare a method")]
    [InlineData(typeof(IDisposableCounter), "IDisposable.Dispose", "must return Task")]
    [InlineData(typeof(ISync), "Increment", "must return Task, ValueTask, Task<T>, ValueTask<T> or IAsyncEnumerable<T>")]
    [InlineData(typeof(IGeneric), "GetAsync", "generic methods")]
    [InlineData(typeof(IWithBody), "TwiceAsync", "methods with a body")]
    [InlineData(typeof(IReference), "ReadAsync", "parameters are values")]
    public void Members_that_cannot_be_Python_methods_are_refused_with_a_sentence(Type type, string member, string why)
    {
        var error = Assert.Throws<NotSupportedException>(() => InterfaceMethod.Of(type));

        Assert.Contains($"{member} cannot call a Python method: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    public interface IBase
    {
        Task ResetAsync();
    }

    public interface INamed : IBase, IAsyncDisposable
    {
        Task<int> IncrementAsync(int by);

        ValueTask<int> GetHTTPCode();

        Task Async();

        [PythonName("__len__")]
        ValueTask<int> GetCountAsync();
    }

    public interface IProperty
    {
        Task<int> Total { get; }
    }

    public interface IEvent
    {
        event EventHandler Changed;
    }

    public interface IDisposableCounter : IDisposable;

    public interface ISync
    {
        int Increment();
    }

    public interface IGeneric
    {
        Task<T> GetAsync<T>();
    }

    public interface IWithBody
    {
        Task<int> TwiceAsync() => Task.FromResult(2);
    }

    public interface IReference
    {
        Task ReadAsync(ref int value);
    }
}
