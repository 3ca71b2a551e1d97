using MtrlAkka.Cluster.Async;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Learning;
using MtrlAkka.Load.Simulation.Kernel;
using MtrlAkka.Replay;

namespace MtrlAkka.Load.Simulation.Runs;

/// <summary>The messages around an <see cref="AsyncWorker"/>, as its actor carries them, and the threads that step its environments.</summary>
internal sealed class AsyncWorkerPart : SimulatedPart, IAsyncWorkerHost
{
    private static readonly float[] Row = new float[TransitionLayout.MetaWorld.RowLength];
    private readonly AsyncRun _run;
    private readonly AsyncWorker _worker;
    private readonly IReadOnlyList<EnvironmentLease> _leases;
    private readonly Station _pool;
    private readonly WaitClock _waits;
    private readonly List<EnvironmentTurn> _turns = [];
    private long _version = -1;
    private bool _acting;

    public AsyncWorkerPart(AsyncRun run, SimulatedNode node, PartAddress address, IReadOnlyList<int> environments)
        : base(node, AsyncRun.NameOf(address), run.Costs.Figures, run.Clock)
    {
        _run = run;
        _worker = new AsyncWorker(run.Settings, address, Row.Length, this);
        _leases = [.. environments.Select(static environment => new EnvironmentLease(new EnvironmentKey(environment, Incarnation.Of(1, 1)), null, Existing: false, Leaving: false))];
        (_pool, _waits) = run.Environments(node, environments.Count);
    }

    void IAsyncWorkerHost.Tell(PartAddress to, object message) => Tell(_run.NodeOf(to), AsyncRun.NameOf(to), (ICrossesNodes)message);

    void IAsyncWorkerHost.TellCoordinator(object message) => throw new NotSupportedException("no environment is handed over in a simulation");

    void IAsyncWorkerHost.Begin(EnvironmentKey environment, byte[]? state) => After(() => Tell(new Began(environment)));

    void IAsyncWorkerHost.End(EnvironmentKey environment) => throw new NotSupportedException("no environment ends in a simulation");

    void IAsyncWorkerHost.Capture(EnvironmentKey environment) => throw new NotSupportedException("no environment is handed over in a simulation");

    protected override Work Handle(object message)
    {
        double seconds = 0;
        switch (message)
        {
            case Roster roster:
                _worker.On(roster, _leases);
                After(NextSecond);
                break;
            case Began began:
                _worker.Began(began.Environment);
                break;
            case Stepped stepped:
                _worker.Stepped(stepped.Environment, Row, stepped.Version, ReturnRange.Unknown);
                seconds = Figures.Answer;
                break;
            case StepsInserted inserted:
                _worker.On(inserted);
                break;
            case PublishPolicy publish:
                if (_worker.On(publish)) (_version, seconds) = (publish.Version.Weights.Version, _run.Costs.CopyPolicy);
                Node.Loans.GiveBack(new PolicyRetired(publish.Epoch, publish.Version));
                break;
            case ActNow:
                return new Work(Act());
            case Second:
                _worker.Tick();
                After(NextSecond);
                break;
        }

        if (!_acting)
        {
            _acting = true;
            After(() => Tell(new ActNow()));
        }

        return new Work(seconds);
    }

    private double Act()
    {
        _acting = false;
        _worker.Flush();
        _worker.Act(_turns);
        _waits.Is(_turns.Count > 0 ? WaitingFor.Nothing : _worker.Waits);
        int rows = 0;
        foreach (var turn in _turns)
        {
            if (!turn.WarmStart) rows++;
            var answer = new Stepped(turn.Environment, turn.WarmStart ? -1 : _version);
            double step = _run.SecondsOf(turn.Environment.Environment, turn.Number) + Figures.Message;
            After(() => _pool.Take(step, () => Tell(answer)));
        }

        return (Figures.Look * _leases.Count) + _run.Costs.Act(rows) + (_turns.Count * Figures.Message);
    }

    private void NextSecond() => Clock.After(1, () => Tell(new Second()));

    private sealed record Began(EnvironmentKey Environment);

    private sealed record Stepped(EnvironmentKey Environment, long Version);

    private sealed record ActNow;

    private sealed record Second;
}
