using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Cluster.Tests;

/// <summary>What a run's last committed checkpoint holds, so that two runs can be compared.</summary>
internal static class RunEnd
{
    /// <summary>The round of the last commit.</summary>
    public static long Committed(RunFolder folder) => RunJournal.Read(folder).Committed is [.., var last] ? last.Round : 0;

    /// <summary>The fingerprint of a finished run.</summary>
    public static RunFingerprint Fingerprint(RunFolder folder)
    {
        var journal = RunJournal.Read(folder);
        Assert.True(journal.Finished, $"{folder.Name} is not finished");
        var manifest = journal.Committed[^1];
        var settings = RunConfiguration.Read(folder.Configuration).Settings;
        Assert.Equal(settings.Rounds, manifest.Round);
        var blobs = new DirectoryBlobStore(folder.Blobs, readOnly: true);
        var schedule = new EvaluationSchedule(settings.Evaluation.Interval, settings.Learner.WarmStartRounds, settings.Rounds);
        Assert.Equal(
            Enumerable.Range(1, (int)settings.Rounds).Select(static round => (long)round).Where(schedule.Takes),
            EvaluationHistory.Read(blobs, manifest.EvaluationHistory!).Select(static result => result.Round));

        // Nothing but the kept checkpoints is left on disk, however often a clean-up was killed.
        var kept = journal.Committed.TakeLast(settings.Checkpoint.KeepLast).SelectMany(static checkpoint => checkpoint.Blobs()).ToHashSet();
        Assert.Equal(kept, blobs.List().ToHashSet());
        return CheckpointFingerprint.Of(manifest, blobs);
    }
}
