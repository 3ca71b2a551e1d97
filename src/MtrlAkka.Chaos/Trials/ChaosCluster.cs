using MtrlAkka.Chaos.Databases;
using MtrlAkka.Chaos.Network;
using MtrlAkka.Chaos.Processes;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Chaos.Trials;

/// <summary>A cluster of real processes on this machine, with a relay between them and switches for faults inside them.</summary>
public sealed class ChaosCluster : IAsyncDisposable
{
    // A trial's runs are so small that otherwise nothing would be large enough for a stream.
    private static readonly string[] SmallChunks = ["mtrl-wire.chunk=2KiB", "mtrl-wire.stream-chunk=4KiB"];

    private readonly ChaosOptions _options;
    private readonly NodeSpec[] _specs;

    /// <summary>A cluster of which no node is started yet.</summary>
    /// <param name="options">The trial.</param>
    /// <param name="seed">Seed of the network's jitter and losses.</param>
    /// <param name="database">Keeps the journals; disposed with the cluster.</param>
    /// <param name="tell">Is told what happens, in lines.</param>
    public ChaosCluster(ChaosOptions options, ulong seed, IJournalDatabase database, Action<string> tell)
    {
        (_options, Database) = (options, database);
        Network = new RelayNetwork(seed);
        Folder = new FaultFolder(Directory.CreateDirectory(options.Switches).FullName);
        Environment = new Dictionary<string, string>(database.Environment) { [InjectedFaults.Variable] = Folder.Path };
        _specs = [.. options.Shape.Nodes.Concat(options.Shape.Guests).Select(name =>
        {
            var (port, streams) = (LocalPorts.Free(), LocalPorts.Free());
            return new NodeSpec(name, options.Shape.RolesOf(name), port, Network.Open(name, port), streams, Network.Open(name, streams));
        })];
        Processes = new ClusterProcesses(options.Logs, CommandLine, Environment) { Started = process => Network.Inhabits(process.Spec.Name, process.Id) };
        Keeper = new NodeKeeper(Processes, _specs, tell);
    }

    /// <summary>Variables of every process of the program.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>The nodes.</summary>
    public IReadOnlyList<NodeSpec> Specs => _specs;

    /// <summary>
    /// Addresses that the cluster is joined and reached at: all nodes that are always there. Where only some were named and those
    /// began again at once, they would be a cluster of their own beside the others.
    /// </summary>
    public IReadOnlyList<string> Seeds => [.. _options.Shape.Nodes.Select(node => _specs.Single(spec => spec.Name == node).Address)];

    /// <summary>What lies between the nodes.</summary>
    public RelayNetwork Network { get; }

    /// <summary>Switches for faults inside the nodes.</summary>
    public FaultFolder Folder { get; }

    /// <summary>Keeps the journals.</summary>
    public IJournalDatabase Database { get; }

    /// <summary>The nodes' processes.</summary>
    public ClusterProcesses Processes { get; }

    /// <summary>Starts nodes again that have ended.</summary>
    public NodeKeeper Keeper { get; }

    /// <summary>Starts all nodes but the guests.</summary>
    public void Start()
    {
        foreach (string node in _options.Shape.Nodes) Keeper.Release(node);
    }

    /// <summary>The name of a node by its address.</summary>
    public string NameOf(string address) => _specs.FirstOrDefault(spec => address.EndsWith(spec.Address, StringComparison.Ordinal))?.Name ?? address;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Keeper.DisposeAsync().ConfigureAwait(false);
        await Processes.DisposeAsync().ConfigureAwait(false);
        await Network.DisposeAsync().ConfigureAwait(false);
        await Database.DisposeAsync().ConfigureAwait(false);
    }

    private IEnumerable<string> CommandLine(NodeSpec spec) =>
    [
        .. _options.Program, "cluster", "node", "--roles", string.Join(',', spec.Roles), "--host", "127.0.0.1",
        "--port", FormattableString.Invariant($"{spec.Port}"), "--stream-port", FormattableString.Invariant($"{spec.StreamPort}"), "--runs-dir", _options.Runs,
        .. Seeds.SelectMany(static seed => new[] { "--seed", seed }),
        .. RepeatingTransportProvider.Settings
            .Append(FormattableString.Invariant($"akka.remote.dot-netty.tcp.public-port={spec.PublicPort}"))
            .Append(FormattableString.Invariant($"mtrl-wire.public-port={spec.PublicStreamPort}"))
            .Concat(SmallChunks)
            .SelectMany(static setting => new[] { "--set", setting }),
    ];
}
