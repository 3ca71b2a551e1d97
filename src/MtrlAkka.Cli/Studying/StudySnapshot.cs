using MtrlAkka.Studies.Grid;

namespace MtrlAkka.Cli.Studying;

/// <summary>How a study stands at a moment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Runs">All runs.</param>
/// <param name="Active">Those that are trained now.</param>
/// <param name="TimeLeft">How long it will take, or null before that can be told.</param>
internal sealed record StudySnapshot(string Name, IReadOnlyList<StudyRun> Runs, IReadOnlyList<ActiveRun> Active, TimeSpan? TimeLeft)
{
    /// <summary>Runs in a state.</summary>
    public int Count(StudyRunState state) => Runs.Count(run => run.State == state);

    /// <summary>Runs that are not begun or wait for another attempt.</summary>
    public int Waiting => Runs.Count - Count(StudyRunState.Finished) - Count(StudyRunState.Failed) - Active.Count;

    /// <summary>Share of the runs that is done, in [0, 1]; those under way count by their rounds.</summary>
    public double Done => (Count(StudyRunState.Finished) + Count(StudyRunState.Failed) + Active.Sum(static run => run.Done)) / Math.Max(1, Runs.Count);
}

/// <summary>A run that is trained now.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rounds">Its rounds in all.</param>
/// <param name="Progress">How far it is.</param>
internal sealed record ActiveRun(string Name, long Rounds, RunProgress Progress)
{
    /// <summary>Share of its rounds that is done, in [0, 1].</summary>
    public double Done => Math.Min(1, Progress.Round / (double)Rounds);
}
