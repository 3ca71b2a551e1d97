using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Learning;
using MtrlAkka.Studies.Definitions;

namespace MtrlAkka.Studies.Grid;

/// <summary>
/// Estimates how long a study will take. Runs differ in size, so what is left is counted in computing, and how fast that goes is
/// what this process has seen so far.
/// </summary>
public sealed class StudyClock
{
    // Rough times of one core, in seconds: only their ratio matters.
    private const double EnvironmentStep = 2.2e-4, Update = 5e-4, PerFlop = 1 / 3e10;
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, (double Work, long Rounds)> _cells;
    private double? _begin;

    /// <summary>A clock of a study.</summary>
    /// <exception cref="SettingsException">A cell's settings cannot be used.</exception>
    public StudyClock(StudyDefinition definition)
    {
        _cells = definition.Cells.ToDictionary(static cell => cell.Key, cell =>
        {
            var settings = cell.Configuration(definition.Seeds[0]).Settings;
            return (Work(settings), settings.Rounds);
        });
    }

    /// <summary>Rounds of a run.</summary>
    public long Rounds(StudyRun run) => _cells[run.Cell.Key].Rounds;

    /// <summary>Time left, or null before it can be told.</summary>
    /// <param name="runs">All runs.</param>
    /// <param name="rounds">Rounds done of those that are under way, by their names.</param>
    /// <param name="elapsed">Time since this process began with the study; not the first call's.</param>
    public TimeSpan? Left(IReadOnlyList<StudyRun> runs, IReadOnlyDictionary<string, long> rounds, TimeSpan elapsed)
    {
        double done = 0, all = 0;
        foreach (var run in runs.Where(static run => run.State != StudyRunState.Failed))
        {
            var (work, total) = _cells[run.Cell.Key];
            all += work;
            done += run.State == StudyRunState.Finished ? work : work * Math.Min(1, rounds.GetValueOrDefault(run.Name) / (double)total);
        }

        _begin ??= done;
        if (all - done <= 0) return TimeSpan.Zero;
        double since = done - _begin.Value;
        return since <= 0 || elapsed < Least ? null : TimeSpan.FromSeconds(Math.Min(elapsed.TotalSeconds * (all - done) / since, TimeSpan.MaxValue.TotalSeconds / 2));
    }

    /// <summary>The computing of a run, in seconds of a core of no particular kind.</summary>
    internal static double Work(RunSettings settings)
    {
        var sac = settings.Learner.Sac;
        var (actor, critics) = ParameterMatching.Count(sac);
        double rows = sac.BatchPerTask * settings.Environments.Tasks.Count;
        // Forward, backward and gradients of actor and critics, and the target's forward.
        double update = Update + (PerFlop * rows * ((8 * actor) + (12 * critics)));
        long evaluations = settings.Evaluation.Interval == 0 ? 1 : settings.Rounds / settings.Evaluation.Interval;
        double steps = ((double)settings.Rounds * settings.EnvironmentCount)
            + ((double)evaluations * settings.Evaluation.Episodes * settings.Environments.Tasks.Count * settings.Environments.Horizon);
        return (steps * EnvironmentStep) + (settings.UpdatesAfter(settings.Rounds) * update);
    }
}
