using MtrlAkka.Cluster.Async;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Load.Simulation.Kernel;
using MtrlAkka.Replay;

namespace MtrlAkka.Load.Simulation.Runs;

/// <summary>The messages around an <see cref="AsyncShard"/>, as its actor carries them; rows are stored, batches are of the right size.</summary>
internal sealed class AsyncShardPart : SimulatedPart, IAsyncShardHost
{
    // Nothing is drawn from the rings, so they need not hold more than shows that they take rows.
    private const int RowsKept = 1000;
    private readonly AsyncRun _run;
    private readonly ReplayShard _replay;
    private readonly AsyncShard _shard;
    private readonly ShardPlan _plan;
    private readonly int _index;
    private readonly TransitionBatch _batch;
    private int _drawn;

    public AsyncShardPart(AsyncRun run, SimulatedNode node, PartAddress address)
        : base(node, AsyncRun.NameOf(address), run.Costs.Figures, run.Clock)
    {
        (_run, _index, _plan) = (run, address.Index, ShardPlan.Of(run.Settings, address.Index));
        _replay = new ReplayShard(new ReplayShardOptions(TransitionLayout.MetaWorld, _plan.FirstTask, _plan.FirstTask + _plan.Tasks - 1, _plan.Copies, RowsKept));
        _shard = new AsyncShard(_plan, address.Index, address.Incarnation, _replay, [], this);
        _batch = new TransitionBatch(TransitionLayout.MetaWorld, _plan.RowsPerUpdate);
    }

    /// <summary>Rows let in.</summary>
    public long Rows => _shard.Inserts;

    protected override void Dispose(bool disposing)
    {
        if (disposing) _replay.Dispose();
        base.Dispose(disposing);
    }

    void IAsyncShardHost.Tell(PartAddress to, object message) => Tell(_run.NodeOf(to), AsyncRun.NameOf(to), (ICrossesNodes)message);

    void IAsyncShardHost.Draw(PartAddress learner, long update)
    {
        _drawn++;
        Tell(_run.NodeOf(learner), AsyncRun.NameOf(learner), new BatchDrawn(learner.Incarnation.Value, update, _index, _batch, []));
    }

    protected override Work Handle(object message)
    {
        long before = _shard.Inserts;
        _drawn = 0;
        switch (message)
        {
            case Roster roster:
                _shard.On(roster);
                break;
            case ClaimEnvironments claim:
                _shard.On(claim);
                break;
            case AppendSteps append:
                _shard.On(append);
                break;
            case DrawBatches draw:
                _shard.On(draw);
                break;
        }

        long inserted = _shard.Inserts - before;
        return new Work((inserted * (Figures.Append + (_plan.Environments * Figures.Choose))) + ((double)_drawn * _plan.RowsPerUpdate * Figures.Sample));
    }
}
