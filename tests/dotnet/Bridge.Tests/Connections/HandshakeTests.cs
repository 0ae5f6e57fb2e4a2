using System.Text;
using Bridge.Connections;
using Bridge.TestUtilities;

namespace Bridge.Tests.Connections;

public class HandshakeTests
{
    private static readonly ConnectionOptions Impatient = new() { ConnectTimeout = TimeSpan.FromMilliseconds(200) };

    public static TheoryData<ManagerAddressFamily, FakeHandshake> Servers { get; } = AllServers();

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task ConnectAsync_shakes_hands_with_old_and_new_servers(
        ManagerAddressFamily family, FakeHandshake handshake)
    {
        var options = new FakeManagerOptions { Family = family, Handshake = handshake };
        await using var server = FakeManagerServer.Answering(request => request, options);
        await using var connection = await server.ConnectAsync();
        using var request = Fakes.Frame(7);

        await connection.SendAsync(request, TestContext.Current.CancellationToken);
        var reply = await connection.ReceiveAsync(TestContext.Current.CancellationToken);

        Assert.Equal(7, reply!.Number());
        Assert.Equal(server.Address, connection.Address);
    }

    [Theory]
    [InlineData(FakeHandshake.Modern)]
    [InlineData(FakeHandshake.Legacy)]
    public async Task ConnectAsync_with_a_wrong_key_is_refused_and_leaves_the_traceback_unread(FakeHandshake handshake)
    {
        await using var server = FakeManagerServer.Answering(
            request => request, new FakeManagerOptions { Handshake = handshake });

        var error = await Assert.ThrowsAsync<BridgeAuthenticationException>(
            () => server.ConnectAsync(authKey: AuthKey.FromString("wrong")));

        Assert.Contains("refused our authkey", error.Message, StringComparison.Ordinal);
        Assert.Contains(server.Address.ToString(), error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectAsync_sends_failure_to_a_server_that_does_not_hold_the_key()
    {
        var verdict = new TaskCompletionSource<byte[]?>();
        await using var server = FakeManagerServer.Start(async connection =>
        {
            // Takes any answer, as a server does that only wants to look like a manager.
            await connection.SendAsync("#CHALLENGE#01234567890123456789"u8.ToArray());
            await connection.ReceiveAsync();
            await connection.SendAsync("#WELCOME#"u8.ToArray());
            await connection.ReceiveAsync();
            await connection.SendAsync(new byte[16]);
            verdict.SetResult(await connection.ReceiveAsync());
        });

        await Assert.ThrowsAsync<BridgeAuthenticationException>(() => server.ConnectAsync());

        Assert.Equal("#FAILURE#"u8.ToArray(), await verdict.Task);
    }

    [Theory]
    [InlineData(FakeHandshake.Legacy, false)]
    [InlineData(FakeHandshake.Modern, true)]
    public async Task ConnectAsync_without_MD5_connects_to_modern_servers_only(FakeHandshake handshake, bool connects)
    {
        await using var server = FakeManagerServer.Answering(
            request => request, new FakeManagerOptions { Handshake = handshake });
        var options = new ConnectionOptions { AllowLegacyMd5 = false };

        if (connects)
        {
            await using var connection = await server.ConnectAsync(options);
            Assert.False(connection.IsBroken);
        }
        else
        {
            await Assert.ThrowsAsync<BridgeAuthenticationException>(() => server.ConnectAsync(options));
        }
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n")]
    [InlineData("\0\0\0\u0005hello")]
    [InlineData("\0\0\u0001\u0001" + "#CHALLENGE#")] // 257 bytes: one above the limit
    [InlineData("\0\0\0\u0009#WELCOME#")]
    public async Task ConnectAsync_to_something_else_says_that_it_is_not_a_manager(string banner)
    {
        await using var server = FakeManagerServer.Start(async connection =>
        {
            await connection.SendRawAsync(Encoding.Latin1.GetBytes(banner));
            await connection.UntilClosedAsync();
        });

        var error = await Assert.ThrowsAsync<BridgeProtocolException>(() => server.ConnectAsync());

        Assert.Contains("is not a Python manager", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectAsync_answers_the_longest_challenge_that_fits()
    {
        await using var server = FakeManagerServer.Start(async connection =>
        {
            await connection.SendAsync(Encoding.ASCII.GetBytes("#CHALLENGE#{sha256}" + new string('x', 256 - 19)));
            var answer = await connection.ReceiveAsync();
            await connection.SendAsync(answer!.Length == 40 ? "#WELCOME#"u8.ToArray() : "#FAILURE#"u8.ToArray());
            await connection.AnswerChallengeAsync("secret"u8.ToArray());
        });

        await using var connection = await server.ConnectAsync();

        Assert.False(connection.IsBroken);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000")]
    [InlineData("0000001f234348")]
    public async Task ConnectAsync_to_a_server_that_falls_silent_ends_at_the_deadline(string start)
    {
        foreach (var family in new[] { ManagerAddressFamily.UnixSocket, ManagerAddressFamily.Tcp })
        {
            var options = new FakeManagerOptions { Family = family };
            await using var server = FakeManagerServer.Start(
                async connection =>
                {
                    await connection.SendRawAsync(Convert.FromHexString(start));
                    await connection.UntilClosedAsync();
                },
                options);

            var error = await Assert.ThrowsAsync<BridgeConnectionException>(() => server.ConnectAsync(Impatient));

            Assert.Equal(
                $"{server.Address} accepted the connection but sent no challenge within 0.2 s: "
                + "it is not a Python manager, or it hangs.",
                error.Message);
        }
    }

    [Fact]
    public async Task ConnectAsync_to_a_server_that_never_gives_its_verdict_ends_at_the_deadline()
    {
        await using var server = FakeManagerServer.Start(async connection =>
        {
            await connection.SendAsync("#CHALLENGE#01234567890123456789"u8.ToArray());
            await connection.UntilClosedAsync();
        });

        var error = await Assert.ThrowsAsync<BridgeConnectionException>(() => server.ConnectAsync(Impatient));

        Assert.Contains("sent no verdict on our authkey", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000001f2343")]
    public async Task ConnectAsync_to_a_server_that_closes_says_so(string start)
    {
        await using var server = FakeManagerServer.Start(
            connection => connection.SendRawAsync(Convert.FromHexString(start)));

        var error = await Assert.ThrowsAsync<BridgeConnectionException>(() => server.ConnectAsync());

        Assert.Contains("challenge", error.Message, StringComparison.Ordinal);
        Assert.Contains(server.Address.ToString(), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ConnectAsync_to_a_TCP_server_that_stays_silent_dials_again()
    {
        // So does a server with a full backlog, which has forgotten the first connection.
        await using var server = FakeManagerServer.Start(
            async connection =>
            {
                if (connection.Number == 1)
                {
                    await connection.UntilClosedAsync();
                    return;
                }

                await connection.HandshakeAsync();
            },
            new FakeManagerOptions { Family = ManagerAddressFamily.Tcp });

        await using var connection = await server.ConnectAsync();

        Assert.Equal(2, server.ConnectionCount);
    }

    [Fact]
    public async Task ConnectAsync_that_the_caller_cancels_throws_that()
    {
        await using var server = FakeManagerServer.Start(connection => connection.UntilClosedAsync());
        using var source = new CancellationTokenSource();
        var connecting = Connection.ConnectAsync(
            server.Address, server.AuthKey, ConnectionOptions.Default,
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, source.Token);
        await Retry.UntilAsync("the server has accepted", () => server.ConnectionCount == 1);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
    }

    private static TheoryData<ManagerAddressFamily, FakeHandshake> AllServers()
    {
        var servers = new TheoryData<ManagerAddressFamily, FakeHandshake>();
        foreach (var handshake in Enum.GetValues<FakeHandshake>())
        {
            servers.Add(ManagerAddressFamily.Tcp, handshake);
            servers.Add(ManagerAddressFamily.UnixSocket, handshake);
            if (OperatingSystem.IsLinux())
            {
                servers.Add(ManagerAddressFamily.AbstractSocket, handshake);
            }
        }

        return servers;
    }
}
