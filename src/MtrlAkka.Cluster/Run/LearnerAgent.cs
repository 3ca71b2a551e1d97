using MtrlAkka.Checkpoints;
using MtrlAkka.Learning;
using MtrlAkka.Learning.Plasticity;

namespace MtrlAkka.Cluster.Run;

/// <summary>A run's agent in its seat, with the measuring of its plasticity: what a learner trains, whichever way its batches come.</summary>
/// <param name="run">The run.</param>
/// <param name="measured">Takes the reports of the plasticity.</param>
public sealed class LearnerAgent(RunContext run, Action<PlasticityReport> measured) : IDisposable
{
    private readonly IAgentSeat _seat = run.Seat ?? new OwnSeat(run.Settings);
    private readonly long _total = run.Settings.UpdatesAfter(run.Settings.Rounds);
    private MultiTaskSac? _agent;
    private PlasticityMonitor? _plasticity;

    /// <summary>Updates done.</summary>
    public long Updates { get; private set; }

    /// <summary>Begins, in the place of what was there: with fresh networks, or those of a checkpoint.</summary>
    /// <param name="state">The checkpoint's, or null.</param>
    /// <param name="updates">Updates in it.</param>
    /// <exception cref="BlobException">The state is missing or damaged.</exception>
    /// <exception cref="InvalidDataException">The state is of something else.</exception>
    public void Begin(BlobRef? state, long updates)
    {
        Dispose();
        var plasticity = run.Settings.Learner.Plasticity;
        _agent = _seat.Begin();
        if (state is null && run.Settings.Learner.Weights is { } start) _agent.Start(ImportedWeights.Kept(run.Blobs, start).Start(run.Sac));
        if (plasticity.Interval > 0) _plasticity = new PlasticityMonitor(plasticity, _agent, run.Sac, run.Settings.Seed);
        if (state is not null)
        {
            var arrays = LearnerState.Read(run.Blobs, state);
            _agent.Load(arrays);
            _plasticity?.Load(arrays);
        }

        Updates = updates;
        FinishAfterLast();
    }

    /// <summary>Makes the next update.</summary>
    /// <param name="batch">Not touched by the caller meanwhile.</param>
    public void Update(TransitionBatch batch)
    {
        Report(_plasticity?.BeforeUpdate(Updates + 1));
        _seat.Update(batch, (ulong)Updates);
        CrashPoint.Pass(CrashMoment.Updated);
        Updates++;
        _plasticity?.AfterUpdate(batch, Updates);
        FinishAfterLast();
    }

    /// <summary>The policy as it is now.</summary>
    /// <param name="storage">An array for it that nobody reads, or null.</param>
    public PolicyWeights Policy(float[]? storage = null) => _agent!.Policy(storage);

    /// <summary>The figures since the last reading.</summary>
    public UpdateMetrics ReadMetrics() => _agent!.ReadMetrics();

    /// <summary>A copy of all that decides its future; updates may go on while it is written.</summary>
    public SafetensorsFile Save()
    {
        Report(_plasticity?.Finish());
        return LearnerState.ToFile([.. _agent!.Save(), .. _plasticity?.Save() ?? []]);
    }

    /// <summary>Gives up the agent; it can begin again.</summary>
    public void Dispose()
    {
        _plasticity?.Dispose();
        _plasticity = null;
        _seat.Leave();
        _agent = null;
    }

    private void Report(PlasticityReport? report)
    {
        if (report is not null) measured(report);
    }

    private void FinishAfterLast()
    {
        if (Updates == _total) _seat.Finish();
    }
}
