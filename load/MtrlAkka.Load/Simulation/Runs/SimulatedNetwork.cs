using Akka.Actor;
using MtrlAkka.Cluster.Wire.Bulk;
using MtrlAkka.Load.Simulation.Figures;
using MtrlAkka.Load.Simulation.Kernel;

namespace MtrlAkka.Load.Simulation.Runs;

/// <summary>The machines between which messages go.</summary>
/// <param name="Rate">Bytes a second that a machine can send; as many can come.</param>
/// <param name="Latency">Seconds from one machine to another.</param>
public sealed record NetworkShape(double Rate, double Latency)
{
    /// <summary>A switch that everybody has 10 Gbit/s to.</summary>
    public static NetworkShape TenGigabit { get; } = new(10e9 / 8, 50e-6);
}

/// <summary>Nodes, and what is between them.</summary>
/// <param name="clock">The time.</param>
/// <param name="figures">What messages take.</param>
/// <param name="shape">Rates.</param>
/// <param name="bulk">Sizes of the bulk flow.</param>
public sealed class SimulatedNetwork(EventClock clock, ServiceFigures figures, NetworkShape shape, BulkSettings bulk)
{
    private readonly Dictionary<Address, SimulatedNode> _nodes = [];

    /// <summary>The time.</summary>
    public EventClock Clock => clock;

    /// <summary>What things take.</summary>
    public ServiceFigures Figures => figures;

    /// <summary>Rates.</summary>
    public NetworkShape Shape => shape;

    /// <summary>Sizes of the bulk flow.</summary>
    public BulkSettings Bulk => bulk;

    /// <summary>All nodes, in the order of their making.</summary>
    public IReadOnlyCollection<SimulatedNode> Nodes => _nodes.Values;

    /// <summary>The node of an address.</summary>
    public SimulatedNode this[Address address] => _nodes[address];

    /// <summary>Another node.</summary>
    /// <param name="name">Its name, which no other has.</param>
    /// <param name="cores">Cores of its machine.</param>
    public SimulatedNode Add(string name, double cores)
    {
        var node = new SimulatedNode(this, name, cores, _nodes.Count + 1);
        _nodes.Add(node.Address, node);
        return node;
    }
}
