using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using MtrlAkka.Chaos.Network;

namespace MtrlAkka.Cluster.Chaos.Network;

/// <summary>The relay does to connections what a bad network does.</summary>
public sealed class RelayNetworkTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly RelayNetwork _network = new(seed: 1);
    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly int _door;

    public RelayNetworkTests()
    {
        _server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _server.Listen();
        _door = _network.Open("server", ((IPEndPoint)_server.LocalEndPoint!).Port);
        _network.Inhabits("client", Environment.ProcessId);
    }

    [Fact]
    public async Task A_cut_of_one_direction_holds_that_direction_alone_and_loses_nothing()
    {
        var (client, server) = await ConnectAsync();
        await PassesAsync(client, server, 1);
        await PassesAsync(server, client, 2);

        _network.Between("client", "server").Weather = LinkWeather.Severed;
        await client.SendAsync(new byte[] { 3 });
        await PassesAsync(server, client, 4);
        var held = ReceiveAsync(server);
        Assert.False(held.IsCompleted);
        Assert.Equal(0, server.Available);

        _network.Between("client", "server").Weather = LinkWeather.Fair;
        Assert.Equal(3, await held);
        Assert.Equal(2, _network.Between("client", "server").Bytes);
    }

    [Fact]
    public async Task A_sender_waits_for_a_cut_link_and_memory_stays_small()
    {
        var (client, server) = await ConnectAsync();
        _network.Between("client", "server").Weather = LinkWeather.Severed;
        byte[] much = new byte[64 << 20];
        Random.Shared.NextBytes(much);
        var sending = Task.Run(async () =>
        {
            for (int sent = 0; sent < much.Length;) sent += await client.SendAsync(much.AsMemory(sent));
        });
        await PassesAsync(server, client, 1);
        Assert.False(sending.IsCompleted);

        _network.Heal();
        byte[] came = new byte[much.Length];
        for (int received = 0; received < came.Length;)
            received += await server.ReceiveAsync(came.AsMemory(received)).AsTask().WaitAsync(Patience);
        await sending.WaitAsync(Patience);
        Assert.Equal(much, came);
    }

    [Fact]
    public async Task Delay_and_loss_make_it_late_and_keep_the_order()
    {
        var (client, server) = await ConnectAsync();
        var delay = TimeSpan.FromMilliseconds(60);
        _network.Between("client", "server").Weather = LinkWeather.Fair with { Delay = delay, Jitter = delay, Loss = 0.3 };
        long begin = Stopwatch.GetTimestamp();
        for (byte i = 0; i < 20; i++) await client.SendAsync(new[] { i });
        for (byte i = 0; i < 20; i++) Assert.Equal(i, await ReceiveAsync(server));
        Assert.True(Stopwatch.GetElapsedTime(begin) >= delay);
    }

    [Fact]
    public async Task The_end_of_a_connection_passes_and_a_break_is_an_error_at_both_ends()
    {
        var (first, answering) = await ConnectAsync();
        first.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await answering.ReceiveAsync(new byte[1]).WaitAsync(Patience));
        await PassesAsync(answering, first, 1);

        var (client, server) = await ConnectAsync();
        await PassesAsync(client, server, 1);
        // The first one, which is open in one direction still, breaks too.
        Assert.Equal(2, _network.Break("server", "client"));
        await Assert.ThrowsAsync<SocketException>(() => ReceiveAsync(client));
        await Assert.ThrowsAsync<SocketException>(() => ReceiveAsync(server));
        // Sockets that nobody refers to any more are closed by the garbage collector, at any time.
        GC.KeepAlive((first, answering));
    }

    [Fact]
    public async Task Who_is_no_node_has_fair_weather_and_a_node_that_is_gone_refuses()
    {
        // A process that nobody said a node lives in.
        _network.Between("client", "server").Weather = LinkWeather.Severed;
        using var stranger = Process.Start("/bin/bash", ["-c", $"exec 3<>/dev/tcp/127.0.0.1/{_door}; printf x >&3; read -r -n 1 -u 3"]);
        var server = await _server.AcceptAsync().WaitAsync(Patience);
        Assert.Equal((byte)'x', await ReceiveAsync(server));
        Assert.Equal(1, _network.Between(RelayNetwork.Outside, "server").Bytes);
        server.Dispose();
        await stranger.WaitForExitAsync().WaitAsync(Patience);

        _network.Heal();
        _server.Dispose();
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, _door);
        await Assert.ThrowsAsync<SocketException>(() => ReceiveAsync(client));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _network.DisposeAsync().AsTask();

    public void Dispose() => _server.Dispose();

    private async Task<(Socket Client, Socket Server)> ConnectAsync()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, _door);
        return (client, await _server.AcceptAsync().WaitAsync(Patience));
    }

    private static async Task PassesAsync(Socket from, Socket to, byte value)
    {
        await from.SendAsync(new[] { value });
        Assert.Equal(value, await ReceiveAsync(to));
    }

    private static async Task<byte> ReceiveAsync(Socket socket)
    {
        byte[] one = new byte[1];
        int length = await socket.ReceiveAsync(one).WaitAsync(Patience);
        return length == 1 ? one[0] : throw new SocketException((int)SocketError.Shutdown);
    }
}
