using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Run;

/// <summary>
/// What trains the agents of several runs of one process, each exactly as it would be alone. On a GPU, and where one agent takes all
/// cores and a batched computation has the bits of one alone, they are one group (<see cref="AgentGroup"/>). Elsewhere as many agents
/// are updated side by side as there are cores for, each with its own number of threads (<c>learner.threads</c>).
/// </summary>
public sealed class SharedLearner : IDisposable
{
    private readonly GroupLearner? _group;
    private readonly SemaphoreSlim? _turns;
    private readonly IReadOnlyList<IAgentSeat> _seats;

    /// <summary>A learner for runs that have not begun yet.</summary>
    /// <param name="runs">At least one.</param>
    /// <exception cref="SettingsException">The runs cannot share a learner; the message names the setting.</exception>
    public SharedLearner(IReadOnlyList<RunSettings> runs)
        : this(runs, Environment.ProcessorCount)
    {
    }

    internal SharedLearner(IReadOnlyList<RunSettings> runs, int cores)
    {
        Require(runs);
        var learner = runs[0].Learner;
        var device = TorchRuntime.ParseDevice(learner.Device);
        SideBySide = Math.Clamp(cores / learner.Threads, 1, runs.Count);
        if (learner.Device != "cpu" || (SideBySide == 1 && AgentGroup.IsBatched(learner.Sac, device)))
        {
            SideBySide = runs.Count;
            _group = new GroupLearner(new AgentGroup([.. runs.Select(static run => (run.Learner.Sac, (ulong)run.Seed))], device));
            _seats = _group.Seats;
        }
        else
        {
            _turns = new SemaphoreSlim(SideBySide);
            _seats = [.. runs.Select(run => new TurnSeat(new OwnSeat(run), _turns))];
        }
    }

    /// <summary>Runs that share it.</summary>
    public int Runs => _seats.Count;

    /// <summary>Whether an update is one batched computation for all agents.</summary>
    public bool IsBatched => _group is not null;

    /// <summary>Agents that are updated at a time.</summary>
    public int SideBySide { get; }

    /// <summary>The place of a run, by its index.</summary>
    public IAgentSeat this[int index] => _seats[index];

    /// <summary>Refuses runs that cannot share a learner.</summary>
    /// <exception cref="SettingsException">A setting differs that may not; the message names it.</exception>
    public static void Require(IReadOnlyList<RunSettings> runs)
    {
        foreach (var run in runs)
        {
            if (run.Learner.Device != runs[0].Learner.Device || run.Learner.Threads != runs[0].Learner.Threads)
                throw new SettingsException("runs that share a learner have the same learner.device and learner.threads: train these one by one");
        }

        try
        {
            AgentGroup.Require([.. runs.Select(static run => run.Learner.Sac)]);
        }
        catch (ArgumentException error)
        {
            throw new SettingsException($"{error.Message}: train these runs one by one", error);
        }
    }

    /// <summary>Ends it, after its runs; an update that a run still waits for fails.</summary>
    public void Dispose()
    {
        _group?.Dispose();
        foreach (var seat in _turns is null ? [] : _seats) seat.Leave();
        _turns?.Dispose();
    }
}
