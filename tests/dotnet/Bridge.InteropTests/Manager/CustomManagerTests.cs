using Bridge.Manager;
using Bridge.Proxies;

namespace Bridge.InteropTests.Manager;

/// <summary>Classes that a stock Python program registers, on every CPython that is found.</summary>
public class CustomManagerTests
{
    private const string Register = """
        import sys, threading
        from multiprocessing.managers import MakeProxyType

        class Trouble(Exception):
            def __init__(self, code, where):
                Exception.__init__(self, code, where)
                self.hint = 'ask again'

        class Account(object):
            def __init__(self, owner, balance=0, **extra):
                if balance < 0:
                    raise ValueError('a negative balance')
                self.owner, self.balance, self.extra = owner, balance, extra
                self.told = 0
            @property
            def total(self):
                return self.balance
            def deposit(self, amount, currency='EUR'):
                self.balance += amount
                return '%s %s' % (self.balance, currency)
            def secret(self):
                return 'hidden'
            def withdraw(self, amount):
                raise Trouble(17, 'here')
            def partner(self):
                return Account('partner of ' + self.owner)
            def myself(self):
                return self
            def tell(self):
                self.told += 1
                return threading.Lock()
            def count_told(self):
                return self.told
            def leave(self):
                raise SystemExit(3)
            def __getitem__(self, name):
                return self.extra[name]

        shown = ('deposit', 'withdraw', 'partner', 'myself', 'tell', 'count_told', 'leave', '__getitem__', '__getattribute__')
        SyncManager.register('Account', Account, exposed=shown, method_to_typeid={'partner': 'Shown', 'myself': 'Narrow'})
        SyncManager.register('Shown', exposed=('deposit',))
        SyncManager.register('Narrow', exposed=('count_told',))
        SyncManager.register('Everything', Account)
        """;

    private readonly CancellationToken _token = TestContext.Current.CancellationToken;

    public static TheoryData<TestPython> Pythons => [.. TestPythons.All];

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task A_registered_class_is_called_with_keywords_and_its_attributes_are_read(TestPython python)
    {
        await using var server = await StockServer.StartAsync(python, _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var account = await client.CreateAsync(
            "Account", ["Ada"], new Dictionary<string, object?> { ["balance"] = 5, ["note"] = "vip" }, _token);

        Assert.Equal("8 USD", await account.CallAsync<string>(
            "deposit", [3], new Dictionary<string, object?> { ["currency"] = "USD" }, _token));
        Assert.Equal("vip", await account.CallAsync<string>("__getitem__", ["note"], cancellationToken: _token));
        Assert.Equal(8, await account.CallAsync<int>("__getattribute__", ["total"], cancellationToken: _token)); // a property
        Assert.Equal(
            ["__getattribute__", "__getitem__", "count_told", "deposit", "leave", "myself", "partner", "tell", "withdraw"],
            account.ExposedMethods.Order(StringComparer.Ordinal));

        await using var everything = await client.CreateAsync("Everything", ["Bob"], cancellationToken: _token);
        Assert.Contains("secret", everything.ExposedMethods);
        Assert.DoesNotContain("total", everything.ExposedMethods); // not callable
        Assert.DoesNotContain("__getitem__", everything.ExposedMethods); // not public
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task An_exception_of_a_program_keeps_its_class_and_arguments(TestPython python)
    {
        await using var server = await StockServer.StartAsync(python, _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var account = await client.CreateAsync("Account", ["Ada"], cancellationToken: _token);

        var trouble = await Assert.ThrowsAsync<RemoteException>(
            () => account.CallAsync("withdraw", [1], cancellationToken: _token));
        var type = await Assert.ThrowsAsync<RemoteException>(
            () => account.CallAsync("deposit", [null], cancellationToken: _token));

        Assert.Equal("__main__.Trouble", trouble.PythonType);
        Assert.Equal([17L, "here"], trouble.Arguments);
        Assert.Equal(PythonTypes.TypeError, type.PythonType);
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task A_constructor_that_raises_arrives_as_a_traceback(TestPython python)
    {
        await using var server = await StockServer.StartAsync(python, _token, register: Register);
        await using var client = await server.ConnectAsync(_token);

        var negative = await Assert.ThrowsAsync<RemoteException>(
            () => client.CreateAsync("Account", ["Ada", -1], cancellationToken: _token));
        var missing = await Assert.ThrowsAsync<RemoteException>(
            () => client.CreateAsync("Account", cancellationToken: _token));
        var unknown = await Assert.ThrowsAsync<RemoteException>(
            () => client.CreateAsync("Acount", cancellationToken: _token));

        Assert.Equal(PythonTypes.ValueError, negative.PythonType);
        Assert.Contains("a negative balance", negative.Message, StringComparison.Ordinal);
        Assert.Contains("Traceback", negative.RemoteTraceback, StringComparison.Ordinal);
        Assert.Equal(PythonTypes.TypeError, missing.PythonType);
        Assert.Contains("no typeid 'Acount'", unknown.Message, StringComparison.Ordinal);
        Assert.Equal(0, await client.GetObjectCountAsync(_token));
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task A_result_may_be_a_proxy_and_a_method_that_is_not_exposed_is_refused(TestPython python)
    {
        await using var server = await StockServer.StartAsync(python, _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var account = await client.CreateAsync("Account", ["Ada"], cancellationToken: _token);
        await using (var partner = await account.CallAsync<ObjectProxy>("partner", cancellationToken: _token))
        {
            Assert.Equal(["deposit"], partner.ExposedMethods);
            Assert.Equal("1 EUR", await partner.CallAsync<string>("deposit", [1], cancellationToken: _token));
        }

        await account.CallAsync("partner", cancellationToken: _token); // its proxy is not wanted
        var wrong = await Assert.ThrowsAsync<InvalidCastException>(
            () => account.CallAsync<int>("partner", cancellationToken: _token));
        var hidden = await Assert.ThrowsAsync<NotSupportedException>(
            () => account.CallAsync("secret", cancellationToken: _token));

        Assert.Contains("ObjectProxy", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("does not expose 'secret'; it exposes", hidden.Message, StringComparison.Ordinal);
        await Retry.UntilAsync("the references of the partners are given back",
            async () => await client.GetObjectCountAsync(_token) == 1);
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task The_last_registration_of_an_object_decides_what_is_exposed(TestPython python)
    {
        await using var server = await StockServer.StartAsync(python, _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var account = await client.CreateAsync("Account", ["Ada"], cancellationToken: _token);
        await using var narrow = await account.CallAsync<ObjectProxy>("myself", cancellationToken: _token);
        Assert.Equal(account.Token.Id, narrow.Token.Id);
        Assert.Equal(0, await narrow.CallAsync<int>("count_told", cancellationToken: _token));

        // The proxy still believes that it may; the server says no.
        var error = await Assert.ThrowsAsync<RemoteException>(
            () => account.CallAsync("deposit", [1], cancellationToken: _token));

        Assert.Equal(PythonTypes.KeyError, error.PythonType);
        Assert.Contains("object is not in exposed=", error.RemoteTraceback, StringComparison.Ordinal);
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task A_result_that_cannot_be_pickled_says_that_the_call_did_happen(TestPython python)
    {
        await using var server = await StockServer.StartAsync(python, _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var account = await client.CreateAsync("Account", ["Ada"], cancellationToken: _token);

        var error = await Assert.ThrowsAsync<RemoteException>(() => account.CallAsync("tell", cancellationToken: _token));

        Assert.Equal(PythonTypes.RemoteError, error.PythonType);
        Assert.StartsWith("The call did happen, but its result cannot be pickled", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, await account.CallAsync<int>("count_told", cancellationToken: _token));
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Pythons))]
    public async Task A_method_that_ends_its_thread_fails_the_call_and_nothing_else(TestPython python)
    {
        await using var server = await StockServer.StartAsync(python, _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var account = await client.CreateAsync("Account", ["Ada"], cancellationToken: _token);
        var leaving = account.CallAsync("leave", cancellationToken: _token);

        // Before CPython 3.10 the dead thread's socket stays open until the server accepts the next connection.
        await Retry.UntilAsync("the call ends", async () =>
        {
            await client.PingAsync(_token);
            return leaving.IsCompleted;
        });

        await Assert.ThrowsAsync<BridgeConnectionException>(() => leaving);
        Assert.Equal("1 EUR", await account.CallAsync<string>("deposit", [1], cancellationToken: _token));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_call_that_is_never_answered_ends_by_its_token()
    {
        var oldest = TestPythons.All[0];
        Assert.SkipUnless(oldest.Version < new Version(3, 10), "Newer servers close the connection.");
        await using var server = await StockServer.StartAsync(oldest, _token, register: Register);
        await using var client = await server.ConnectAsync(_token);
        await using var account = await client.CreateAsync("Account", ["Ada"], cancellationToken: _token);

        // Whoever connects next makes such a server close the connection; so does the spare one, once.
        await Retry.UntilAsync("a call ended by its token", async () =>
        {
            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_token);
            cancel.CancelAfter(TimeSpan.FromMilliseconds(300));
            var error = await Assert.ThrowsAnyAsync<Exception>(
                () => account.CallAsync("leave", cancellationToken: cancel.Token));
            Assert.True(error is OperationCanceledException or BridgeConnectionException, error.ToString());
            return error is OperationCanceledException;
        });
    }
}
