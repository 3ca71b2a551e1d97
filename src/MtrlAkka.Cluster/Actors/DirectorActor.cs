using Akka.Actor;
using Akka.Event;
using MtrlAkka.Cluster.Nodes;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Telemetry;

namespace MtrlAkka.Cluster.Actors;

/// <summary>
/// The cluster's singleton: knows the nodes by their reports, and has a coordinator lead the first run of the queue. It keeps
/// nothing: whoever comes after it hears of the nodes within a second, and reads queue and journal.
/// </summary>
public sealed partial class DirectorActor : ReceiveActor, IWithTimers
{
    private readonly DirectorSettings _settings;
    private readonly IRunQueue _queue;
    private readonly NodeRoster _roster;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IReadOnlyList<NodeEntry> _placed = [];

    /// <summary>A director that knows no node yet.</summary>
    public DirectorActor(DirectorSettings settings, IRunQueue queue)
    {
        (_settings, _queue) = (settings, queue);
        NodeTelemetry.Of(Context.System).Watch("director", Self);
        _roster = new NodeRoster(settings.Self, settings.Patience, settings.Memory);
        _pause = new RestartPause(settings.FirstPause, settings.LongestPause);
        Receive<NodeReport>(Report);
        Receive<LinkBroken>(broken =>
        {
            if (_roster.Suspect(broken.Peer)) Changed();
            _coordinator.Tell(broken);
        });
        Receive<Look>(_ =>
        {
            if (_roster.Tick(Now)) Changed();
            Relieve();
        });
        Receive<RunPlaced>(placed => (_placed, _epoch) = (placed.Nodes, placed.Epoch));
        Receive<AsyncPartsReport>(report => _coordinator.Forward(report));
        Receive<DrainNode>(Drain);
        Receive<AskClusterStatus>(_ => Sender.Tell(Status()));
        ReceiveRuns();
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    private TimeSpan Now => _settings.Time.GetElapsedTime(0);

    /// <summary>How the cluster makes its director.</summary>
    public static Props Props(DirectorSettings settings, IRunQueue queue) => Akka.Actor.Props.Create(() => new DirectorActor(settings, queue));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Timers.StartPeriodicTimer("look", new Look(), _settings.Look);
        Lead();
    }

    private void Report(NodeReport report)
    {
        var node = Sender;
        if (_roster.Report(report, node, Now, out bool changed) is { } refusal)
        {
            _log.Error("{0}", refusal);
            node.Tell(new NodeRefused(refusal));
            return;
        }

        node.Tell(new NodeWelcome());
        if (changed) Changed();
    }

    private void Changed() => _coordinator.Tell(new NodesChanged(_roster.Nodes));

    private void Drain(DrainNode drain)
    {
        if (!_roster.Drain(drain.Address))
        {
            string known = string.Join(", ", _roster.Nodes.Select(static node => node.Address));
            Sender.Tell(new Declined($"there is no node {drain.Address}: there are {known}"));
            return;
        }

        Changed();
        Sender.Tell(new Done());
    }

    // A node that is to end may, once nothing of the run is there.
    private void Relieve()
    {
        foreach (var node in _roster.Nodes)
            if (node.State == NodeState.Draining && !_placed.Any(node.IsSame)) node.Actor.Tell(new NodeRelieved());
    }

    private sealed record Look;
}
