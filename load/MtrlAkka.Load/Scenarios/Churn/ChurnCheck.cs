using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Replay;

namespace MtrlAkka.Load.Scenarios.Churn;

/// <summary>Whether an environment goes on elsewhere where it stopped: the next step, what it observed last, the action that its number names.</summary>
/// <param name="settings">Those of a run that never leaves the warm start.</param>
internal sealed class ChurnCheck(RunSettings settings)
{
    private static readonly TransitionLayout Layout = TransitionLayout.MetaWorld;

    /// <summary>What was wrong, environment by environment.</summary>
    public Complaints Notes { get; } = new();

    /// <summary>A step came.</summary>
    /// <returns>What is wrong with it; null: nothing.</returns>
    public string? Take(MovingEnvironment environment, long number, ReadOnlySpan<float> row)
    {
        string? wrong = null;
        if (number != environment.Made) wrong = "a step that is not the next";
        if (environment.Observation.Length > 0 && !row[..Layout.Observation].SequenceEqual(environment.Observation)) wrong = "an observation that does not follow from the one before";
        Span<float> action = stackalloc float[4];
        RandomStreams.WarmStart(settings.Seed, environment.Index).Uniform(action, -1, 1, (ulong)number);
        if (!row.Slice(Layout.ActionOffset, 4).SequenceEqual(action)) wrong = "an action that is not the warm start's";
        environment.Observation = row[Layout.NextObservationOffset..].ToArray();
        if (wrong is not null) Notes.Add(FormattableString.Invariant($"environment {environment.Index}, step {number} where {environment.Made} is next: {wrong}"));
        return wrong;
    }
}
