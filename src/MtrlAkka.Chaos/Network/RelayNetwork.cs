using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using MtrlAkka.Numerics;

namespace MtrlAkka.Chaos.Network;

/// <summary>
/// The network between nodes on this machine: each port of a node is reached at a door of this process, which passes on what comes, with
/// the weather of the link between caller and called, the same for all of a node's doors. That needs neither root nor anything of the kernel, so it works
/// everywhere. Who calls is known by the process that owns the socket; callers that are no node have fair weather.
/// </summary>
/// <param name="seed">Seed of jitter and losses.</param>
public sealed class RelayNetwork(ulong seed) : IAsyncDisposable
{
    /// <summary>Name of whoever is no node.</summary>
    public const string Outside = "outside";

    private readonly ConcurrentDictionary<(string From, string To), Link> _links = [];
    private readonly ConcurrentDictionary<(string Node, int Port), Door> _doors = [];
    private readonly ConcurrentDictionary<int, string> _processes = [];
    private readonly ConcurrentDictionary<RelayedConnection, byte> _connections = [];
    private int _streams;

    /// <summary>Opens a door to a port of a node.</summary>
    /// <param name="node">Name of the node.</param>
    /// <param name="port">Port that the node itself listens on.</param>
    /// <returns>The port that others reach it at.</returns>
    public int Open(string node, int port)
    {
        var door = new Door(node, port);
        if (!_doors.TryAdd((node, port), door)) throw new ArgumentException($"the node {node} has a door to port {port}", nameof(node));
        door.Serving = ServeAsync(door);
        return door.Public;
    }

    /// <summary>A node lives in this process from now on.</summary>
    public void Inhabits(string node, int process) => _processes[process] = node;

    /// <summary>The link of one direction.</summary>
    public Link Between(string from, string to) => _links.GetOrAdd(
        (from, to), static (pair, network) => new Link(pair.From, pair.To, new CounterRandom(network.Seed, (uint)Interlocked.Increment(ref network._streams))), this);

    /// <summary>All nodes.</summary>
    public IEnumerable<string> Nodes => _doors.Keys.Select(static door => door.Node).Distinct().Order(StringComparer.Ordinal);

    /// <summary>Every link is fair again.</summary>
    public void Heal()
    {
        foreach (var link in _links.Values) link.Weather = LinkWeather.Fair;
    }

    /// <summary>Breaks the connections between two nodes; they may make new ones at once.</summary>
    /// <returns>How many there were.</returns>
    public int Break(string one, string other)
    {
        int broken = 0;
        foreach (var connection in _connections.Keys)
        {
            if (!(connection.There.From == one && connection.There.To == other) && !(connection.There.From == other && connection.There.To == one)) continue;
            connection.Break();
            broken++;
        }

        return broken;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var door in _doors.Values) door.Listener.Dispose();
        await Task.WhenAll(_doors.Values.Select(static door => door.Serving)).ConfigureAwait(false);
        foreach (var connection in _connections.Keys) connection.Break();
        await Task.WhenAll(_connections.Keys.Select(static connection => connection.Ended)).ConfigureAwait(false);
    }

    private ulong Seed => seed;

    private async Task ServeAsync(Door door)
    {
        while (true)
        {
            Socket near;
            try
            {
                near = await door.Listener.AcceptAsync().ConfigureAwait(false);
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                return;
            }

            // The caller is looked up before anything passes; a node that is gone refuses, as its machine would.
            string caller = CallerOf(near);
            var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await far.ConnectAsync(IPAddress.Loopback, door.Port).ConfigureAwait(false);
            }
            catch (SocketException)
            {
                RelayedConnection.Reset(near);
                far.Dispose();
                continue;
            }

            var connection = new RelayedConnection(near, far, Between(caller, door.Node), Between(door.Node, caller));
            _connections[connection] = 0;
            _ = connection.Ended.ContinueWith(
                _ =>
                {
                    _connections.TryRemove(connection, out byte _);
                    connection.Dispose();
                },
                TaskScheduler.Default);
        }
    }

    private string CallerOf(Socket near)
    {
        int port = ((IPEndPoint)near.RemoteEndPoint!).Port, door = ((IPEndPoint)near.LocalEndPoint!).Port;
        return PortOwner.Of(port, door, _processes.Keys) is { } process ? _processes[process] : Outside;
    }

    private sealed class Door
    {
        public Door(string node, int port)
        {
            (Node, Port) = (node, port);
            Listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            Listener.Listen();
        }

        public string Node { get; }

        public int Port { get; }

        public Socket Listener { get; } = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        public int Public => ((IPEndPoint)Listener.LocalEndPoint!).Port;

        public Task Serving { get; set; } = Task.CompletedTask;
    }
}
