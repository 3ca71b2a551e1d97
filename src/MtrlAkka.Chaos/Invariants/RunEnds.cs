using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Chaos.Invariants;

/// <summary>
/// The run has ended: all rounds and evaluations are done, nothing but the kept checkpoints is left on disk, and in lockstep it
/// has the fingerprint of the run that nothing happened to. Looked at once, at the end.
/// </summary>
/// <param name="expected">The fingerprint that it must have, or null where it may have any.</param>
public sealed class RunEnds(RunFingerprint? expected) : IRunInvariant
{
    /// <inheritdoc/>
    public string Name => expected is null ? "the run ends" : "the run ends with the same hashes";

    /// <inheritdoc/>
    public IEnumerable<string> Violations(RunLook look)
    {
        if (!look.Finished || look.Committed.Count == 0)
        {
            yield return $"the run {look.Folder.Name} is not finished: its last commit is that of round {(look.Committed.Count == 0 ? 0 : look.Committed[^1].Round)}";
            yield break;
        }

        var last = look.Committed[^1];
        if (last.Round != look.Settings.Rounds) yield return $"the run is finished at round {last.Round} instead of {look.Settings.Rounds}";
        var schedule = new EvaluationSchedule(look.Settings.Evaluation.Interval, look.Settings.Learner.WarmStartRounds, look.Settings.Rounds);
        long[] due = [.. Enumerable.Range(1, (int)look.Settings.Rounds).Select(static round => (long)round).Where(schedule.Takes)];
        long[] made = last.EvaluationHistory is { } history ? [.. EvaluationHistory.Read(look.Blobs, history).Select(static result => result.Round)] : [];
        if (!due.SequenceEqual(made)) yield return $"evaluations were made at the rounds {string.Join(' ', made)} instead of {string.Join(' ', due)}";
        var kept = look.Retention.Kept(look.Committed).SelectMany(static manifest => manifest.Blobs()).ToHashSet();
        foreach (var blob in look.Blobs.List().Where(blob => !kept.Contains(blob))) yield return $"blob {blob} is left over, no kept checkpoint needs it";
        if (expected is null) yield break;
        var found = CheckpointFingerprint.Of(last, look.Blobs);
        foreach (var part in Enum.GetValues<FingerprintPart>().Where(part => found[part] != expected[part]))
            yield return $"{part}: the hash is {found[part]} instead of {expected[part]}";
    }

    /// <summary>The fingerprint of a finished run.</summary>
    /// <exception cref="InvalidDataException">It is not finished.</exception>
    public static RunFingerprint FingerprintOf(RunFolder folder)
    {
        var look = RunLook.At(folder);
        return look.Finished
            ? CheckpointFingerprint.Of(look.Committed[^1], look.Blobs)
            : throw new InvalidDataException($"the run {folder.Name} is not finished, so nothing can be compared with it");
    }
}
