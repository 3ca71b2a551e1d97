using Akka.Actor;
using MtrlAkka.Cluster.Nodes;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Run;

/// <summary>How the conductor gives the run's parts to nodes, and what it does when those come, go or break.</summary>
public sealed partial class RunConductor
{
    private readonly List<(NodeEntry Node, string Why)> _unfit = [];
    private IReadOnlyList<NodeEntry> _nodes = [];
    private Placement? _placement;
    private bool _moving;
    private TimeSpan _pause = FirstPause;

    /// <summary>Where the run's parts are, or null.</summary>
    public Placement? Placement => _placement;

    private IReadOnlyList<NodeEntry> Fit => [.. _nodes.Where(node => !_unfit.Any(unfit => unfit.Node.IsSame(node)))];

    private void OnNodes(IReadOnlyList<NodeEntry> nodes)
    {
        _nodes = nodes;
        if (_life is not null && _placement!.Nodes.FirstOrDefault(placed => !_nodes.Any(node => node.IsSame(placed) && node.State != NodeState.Silent)) is { } lost)
        {
            RollBack($"node {lost.Address} was lost");
            Leave();
        }

        if (_nodes.Count > 0) Settle();
    }

    // Several nodes often come together: a placement waits until nothing has changed for a while.
    private void Settle() => _host.After(_settle, "place", new PlaceNow());

    private void OnPlace()
    {
        if (_life is null)
        {
            BeginLife();
            return;
        }

        if (!_running)
        {
            // A life that has not begun yet loses nothing.
            if (_placement!.Nodes.Any(placed => _nodes.Any(node => node.IsSame(placed) && node.State == NodeState.Draining))) BeginLife();
            return;
        }

        // In the middle of a life parts move only at a cut, so that nothing is done twice.
        if (_moving || Nodes.Placement.Plan(Fit, _run.Settings, _placement, out _) is { } plan && plan.HostsAs(_placement!)) return;
        _moving = true;
        Phase("moving");
        Revoke();
    }

    // Messages may be lost on a link that broke, and nobody would ask for them again.
    private void OnLinkBroken(LinkBroken broken)
    {
        if (_life is null || broken.Epoch != _epoch || !_placement!.Nodes.Any(node => node.Address == broken.Peer)) return;
        RollBack($"a connection to {broken.Peer} broke ({broken.Reason})");
        Leave();
        _host.After(_pause, "place", new PlaceNow());
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
    }

    private void OnUnfit(NodeUnfit unfit, IActorRef sender)
    {
        if (unfit.Epoch != _epoch || _placement?.Nodes.FirstOrDefault(node => node.Actor.Equals(sender)) is not { } node) return;
        _host.Log(true, $"node {node.Address} cannot host the run: {unfit.Cause.Details}");
        _unfit.Add((node, unfit.Cause.Message));
        Raise("unfit", $"node {node.Address} cannot host the run: {unfit.Cause.Message}");
        BeginLife();
    }

    // The life is over, and the next one has not begun.
    private void Leave()
    {
        (_life, _checkpoint, _running, _revocation) = (null, null, false, null);
        Phase("waiting");
    }

    private void BeginLife()
    {
        Leave();
        _moving = false;
        if (Nodes.Placement.Plan(Fit, _run.Settings, _placement, out var missing) is not { } plan)
        {
            string roles = string.Join(", ", missing.Names());
            if (Nodes.Placement.Plan(_nodes, _run.Settings, _placement, out _) is not null) End($"no node can host the run: {_unfit[^1].Why}");
            else Raise("nodes", $"the run waits for a node with the role {roles}");
            ReleaseNodes();
            return;
        }

        Raise("nodes", null);
        Write(new EpochStarted(_epoch + 1), started =>
        {
            _epoch = started.Epoch;
            _placement = plan;
            var manifest = Record.Last;
            if (manifest?.Provenance.Conflict(_run.Provenance) is { } conflict)
            {
                End(conflict);
                return;
            }

            Raise("drift", manifest?.Provenance.Drift(_run.Provenance));
            if (!TryBegin(manifest)) return;
            _host.Report(new LifeBegan(_epoch));
            Phase(manifest is null ? "starting" : $"restoring round {manifest.Round}");
            CrashPoint.Pass(CrashMoment.Restoring);
            _host.Placed(plan.Nodes);
            foreach (var node in _nodes.Where(static node => node.State != NodeState.Silent)) _host.Tell(node.Actor, Assignment(plan, node));
        });
    }

    private AssignParts Assignment(Placement plan, NodeEntry node) => new(
        _epoch,
        _run.RunId,
        _configuration,
        plan.Learner.IsSame(node),
        [.. Enumerable.Range(0, plan.Shards.Count).Where(shard => plan.Shards[shard].IsSame(node))],
        plan.Workers.FirstOrDefault(worker => worker.Node.IsSame(node))?.Environments.Count ?? 0,
        plan.Evaluator.IsSame(node),
        _metrics);

    private void OnAssigned(PartsAssigned assigned, IActorRef sender)
    {
        if (assigned.Epoch != _epoch || _life is not { } life || _placement!.Nodes.FirstOrDefault(node => node.Actor.Equals(sender)) is not { } node) return;
        if (_placement.Learner.IsSame(node)) life.Learner = assigned.Learner;
        if (_placement.Evaluator.IsSame(node)) life.Evaluator = assigned.Evaluator;
        int next = 0;
        for (int shard = 0; shard < _placement.Shards.Count; shard++)
            if (_placement.Shards[shard].IsSame(node)) life.Shards[shard] = assigned.Shards[next++];
        for (int worker = 0; worker < _placement.Workers.Count; worker++)
            if (_placement.Workers[worker].Node.IsSame(node)) life.Policies[worker] = assigned.Policy;
        if (life.Assigned(node.Address) == _placement.Nodes.Count) PrepareParts(life);
    }

    // What nodes still host must not go on, and a node that is to end may.
    private void ReleaseNodes()
    {
        _placement = null;
        _host.Placed([]);
        foreach (var node in _nodes.Where(static node => node.State != NodeState.Silent))
            _host.Tell(node.Actor, new AssignParts(_epoch, _run.RunId, _configuration, false, [], 0, false, _metrics));
    }

    private sealed record PlaceNow;
}
