using MtrlAkka.Cluster.Async;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Load.Simulation.Kernel;

namespace MtrlAkka.Load.Simulation.Runs;

/// <summary>The messages around an <see cref="AsyncLearner{TSamples}"/>, as its actor carries them; an update takes its time and changes nothing.</summary>
internal sealed class AsyncLearnerPart : SimulatedPart, IAsyncLearnerHost<BatchDrawn>
{
    private readonly AsyncRun _run;
    private readonly PartAddress _address;
    private readonly AsyncLearner<BatchDrawn> _learner;
    private bool _going;

    public AsyncLearnerPart(AsyncRun run, SimulatedNode node, PartAddress address)
        : base(node, AsyncRun.NameOf(address), run.Costs.Figures, run.Clock)
    {
        (_run, _address) = (run, address);
        _learner = new AsyncLearner<BatchDrawn>(run.Settings, address, 0, [], this);
        run.LearnerWaits.Is(WaitingFor.Batches);
    }

    /// <summary>Updates done.</summary>
    public long Updates => _learner.Updates;

    void IAsyncLearnerHost<BatchDrawn>.Tell(PartAddress to, object message) =>
        Tell(_run.NodeOf(to), AsyncRun.NameOf(to), (ICrossesNodes)message, message is PublishPolicy ? "weights" : null);

    void IAsyncLearnerHost<BatchDrawn>.Return(BatchDrawn samples) => Node.Loans.GiveBack(new BatchUsed(samples.Samples));

    protected override Work Handle(object message)
    {
        switch (message)
        {
            case Roster roster:
                _learner.On(roster);
                _learner.Publish(_run.Version(_learner.Round, 0));
                After(NextSecond);
                break;
            case BatchDrawn drawn:
                _learner.Arrived(drawn.Shard, drawn.Update, drawn);
                break;
            case WantWeights want:
                Tell(_run.NodeOf(want.Worker), AsyncRun.NameOf(want.Worker), new PublishPolicy(_address.Incarnation.Value, _run.Version(_learner.Round, _learner.Updates)), "weights");
                break;
            case Continue:
                return Update();
            case Second:
                _learner.Tick();
                After(NextSecond);
                break;
        }

        if (!_learner.CanUpdate && Mailbox.Waiting == 0) _run.LearnerWaits.Is(WaitingFor.Batches);
        GoOn();
        return new Work(0);
    }

    private Work Update()
    {
        _going = false;
        if (!_learner.CanUpdate) return new Work(0);
        _run.LearnerWaits.Is(WaitingFor.Nothing);
        foreach (var samples in _learner.Take()) Node.Loans.GiveBack(new BatchUsed(samples.Samples));
        double seconds = _run.Costs.UpdateSeconds + (_run.Costs.BatchBytes * Figures.CopyByte);
        if (_learner.Updated())
        {
            _learner.Publish(_run.Version(_learner.Round, _learner.Updates));
            seconds += _run.Costs.CopyPolicy;
        }

        After(() =>
        {
            // What came meanwhile is still in the mailbox.
            if (!_learner.CanUpdate && Mailbox.Waiting == 0) _run.LearnerWaits.Is(WaitingFor.Batches);
            GoOn();
        });
        return new Work(seconds, Threads: _run.Costs.Threads);
    }

    private void GoOn()
    {
        if (_going || !_learner.CanUpdate) return;
        _going = true;
        Tell(new Continue());
    }

    private void NextSecond() => Clock.After(1, () => Tell(new Second()));

    private sealed record Continue;

    private sealed record Second;
}
