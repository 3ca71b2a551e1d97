using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Studies.Definitions;

namespace MtrlAkka.Studies.Results;

/// <summary>All that was measured of a run up to its last commit.</summary>
/// <param name="Configuration">Its configuration.</param>
/// <param name="Provenance">What it was made of.</param>
/// <param name="Round">Rounds done.</param>
/// <param name="Measures">What follows from its configuration alone: the same however often it was killed. By step, then by name.</param>
/// <param name="Process">What says how it went on its machine: speeds, checkpoints, the last training episodes of a process. In the same order.</param>
/// <param name="Seconds">Time of its rounds, pauses left out; not a number for a run too short to have been timed.</param>
public sealed record RunMeasures(
    RunConfiguration Configuration, Provenance Provenance, long Round, IReadOnlyList<Measure> Measures, IReadOnlyList<Measure> Process, double Seconds)
{
    private const string Dormant = "dormant", Rank = "srank", Actor = "actor", Critic = "critic_";

    /// <summary>Steps of the evaluations.</summary>
    public IReadOnlyList<long> EvaluationSteps => [.. Measures.Where(static measure => measure is { Name: StudyMeasures.Success, Task: "" }).Select(static measure => measure.Step)];

    /// <summary>Reads a run's folder. A run under way gives what is committed.</summary>
    /// <exception cref="SettingsException">There is no such run, nothing of it is committed, or it is of another version.</exception>
    /// <exception cref="BlobException">Its scores are missing or damaged.</exception>
    /// <exception cref="InvalidDataException">Its journal or its figures are damaged.</exception>
    public static RunMeasures Read(RunFolder folder)
    {
        if (!Directory.Exists(folder.Path)) throw new SettingsException($"its folder {folder.Path} is missing");
        var run = SavedRun.Open(folder);
        var settings = run.Configuration.Settings;
        var (manifest, evaluations) = run.AtLastCommit(
            manifest => (manifest, manifest.EvaluationHistory is { } blob ? EvaluationHistory.Read(run.Blobs, blob) : []), null);
        var lines = new MetricLines(folder.Metrics, settings.Environments.Tasks, manifest.Round * settings.EnvironmentCount);
        List<Measure> measures = [.. evaluations.SelectMany(evaluation => OfEvaluation(evaluation, settings)), .. lines.Measures];
        measures.AddRange(Summaries(lines.Measures));
        return new RunMeasures(run.Configuration, manifest.Provenance, manifest.Round, Sorted(measures), Sorted(lines.Process), lines.Seconds(settings));
    }

    private static IEnumerable<Measure> OfEvaluation(EvaluationResult evaluation, RunSettings settings)
    {
        long step = evaluation.Round * settings.EnvironmentCount;
        Measure Of(string task, string name, double value) => new(step, task, "", "", name, value);
        foreach (var (task, score) in settings.Environments.Tasks.Zip(evaluation.Tasks))
        {
            yield return Of(task, StudyMeasures.Success, score.SuccessRate);
            yield return Of(task, StudyMeasures.Return, score.MeanReturn);
        }

        yield return Of("", StudyMeasures.Success, evaluation.MeanSuccessRate);
        yield return Of("", StudyMeasures.Return, evaluation.Tasks.Average(static score => score.MeanReturn));
    }

    // The figures that studies ask for: all layers of the actor, or of all critics, in one number.
    private static IEnumerable<Measure> Summaries(IReadOnlyList<Measure> measures)
    {
        foreach (var (name, of) in new (string, Func<Measure, bool>)[]
        {
            (StudyMeasures.DormantActor, static one => one is { Name: Dormant, Layer: "", Network: Actor }),
            (StudyMeasures.DormantCritic, static one => one is { Name: Dormant, Layer: "" } && one.Network.StartsWith(Critic, StringComparison.Ordinal)),
            (StudyMeasures.RankActor, static one => one is { Name: Rank, Network: Actor }),
            (StudyMeasures.RankCritic, static one => one.Name == Rank && one.Network.StartsWith(Critic, StringComparison.Ordinal)),
        })
        {
            foreach (var at in measures.Where(of).GroupBy(static one => one.Step))
                yield return new Measure(at.Key, "", "", "", name, at.Average(static one => one.Value));
        }
    }

    private static Measure[] Sorted(IEnumerable<Measure> measures) =>
    [
        .. measures.OrderBy(static one => one.Step).ThenBy(static one => one.Name, StringComparer.Ordinal).ThenBy(static one => one.Network, StringComparer.Ordinal)
            .ThenBy(static one => one.Layer, StringComparer.Ordinal).ThenBy(static one => one.Task, StringComparer.Ordinal),
    ];
}
