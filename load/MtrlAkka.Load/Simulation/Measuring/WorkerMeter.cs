using MtrlAkka.Cluster.Async;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Learning;
using MtrlAkka.Replay;

namespace MtrlAkka.Load.Simulation.Measuring;

/// <summary>Times what a worker does around its environments' steps, in a run whose shard lets every step in at once.</summary>
internal sealed class WorkerMeter : IAsyncWorkerHost
{
    private readonly float[] _row = new float[TransitionLayout.MetaWorld.RowLength];
    private readonly AsyncWorker _worker;
    private readonly int _environments;
    private readonly List<EnvironmentTurn> _turns = [];
    private readonly PartAddress _shard = new("replay", RunPart.Replay, 0, Incarnation.Of(1, 1));
    private readonly List<EnvironmentKey> _begun = [];
    private AppendSteps? _sent;

    /// <summary>A worker with all environments of a run.</summary>
    /// <param name="settings">An asynchronous run of one shard.</param>
    public WorkerMeter(RunSettings settings)
    {
        _environments = settings.EnvironmentCount;
        _worker = new AsyncWorker(settings, new PartAddress("worker", RunPart.Policy, 0, Incarnation.Of(1, 2)), _row.Length, this);
        var keys = Enumerable.Range(0, _environments).Select(static environment => new EnvironmentKey(environment, Incarnation.Of(1, 3))).ToArray();
        var roster = new Roster(1, 1, null, [_shard], null, [], [], 0, 0, Paused: false);
        _worker.On(roster, [.. keys.Select(static key => new EnvironmentLease(key, null, Existing: false, Leaving: false))]);
        foreach (var key in _begun) _worker.Began(key);
        Inserted(0);
    }

    /// <inheritdoc/>
    public void Tell(PartAddress to, object message) => _sent = message as AppendSteps ?? _sent;

    /// <inheritdoc/>
    public void TellCoordinator(object message)
    {
        // Nobody leads this run.
    }

    /// <inheritdoc/>
    public void Begin(EnvironmentKey environment, byte[]? state) => _begun.Add(environment);

    /// <inheritdoc/>
    public void End(EnvironmentKey environment) => _begun.Remove(environment);

    /// <inheritdoc/>
    public void Capture(EnvironmentKey environment) => throw new NotSupportedException("no environment is handed over here");

    /// <summary>Seconds of an environment's answer, and of looking at one environment.</summary>
    public (double Answer, double Look) Measure()
    {
        float[] observation = new float[TransitionLayout.MetaWorld.Observation], action = new float[TransitionLayout.MetaWorld.Action];
        long number = 0;
        double round = Fastest.Of(20, 20, times =>
        {
            for (int i = 0; i < times; i++)
            {
                _worker.Act(_turns);
                foreach (var turn in _turns)
                {
                    TransitionLayout.MetaWorld.Pack(_row, observation, action, 1, false, observation);
                    _worker.Stepped(turn.Environment, _row, -1, ReturnRange.Unknown);
                }

                _worker.Flush();
                Inserted(++number);
            }
        });
        if (_sent?.Steps.Environments.Length != _environments) throw new InvalidOperationException("not every environment made its step");
        _worker.Act(_turns);
        double look = Fastest.Of(20, 200, times =>
        {
            for (int i = 0; i < times; i++)
            {
                _worker.Flush();
                _worker.Act(_turns);
            }
        });
        return (Math.Max(1e-9, (round - look) / _environments), look / _environments);
    }

    private void Inserted(long number) => _worker.On(new StepsInserted(
        0, _shard.Incarnation, [.. _begun.Select(key => new InsertMark(key.Environment, key.Incarnation, number, number))], Answer: number == 0));
}
