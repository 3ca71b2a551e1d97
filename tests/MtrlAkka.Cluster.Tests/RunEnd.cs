using System.Runtime.InteropServices;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Replay;

namespace MtrlAkka.Cluster.Tests;

/// <summary>What a run's last committed checkpoint holds, so that two runs can be compared.</summary>
internal static class RunEnd
{
    /// <summary>The round of the last commit.</summary>
    public static async Task<long> CommittedAsync(RunFolder folder) =>
        (await RunJournal.ReadAsync(folder)).Committed is [.., var last] ? last.Round : 0;

    /// <summary>The fingerprint of a finished run.</summary>
    public static async Task<RunFingerprint> FingerprintAsync(RunFolder folder)
    {
        var journal = await RunJournal.ReadAsync(folder);
        Assert.True(journal.Finished, $"{folder.Name} is not finished");
        var manifest = journal.Committed[^1];
        var settings = RunConfiguration.Read(folder.Configuration).Settings;
        Assert.Equal(settings.Rounds, manifest.Round);
        var blobs = new DirectoryBlobStore(folder.Blobs, readOnly: true);
        var builder = new RunFingerprintBuilder();
        foreach (var array in LearnerState.Read(blobs, manifest.Learner))
        {
            var part = array.Name.Contains("adam", StringComparison.OrdinalIgnoreCase) ? FingerprintPart.Optimiser : FingerprintPart.Weights;
            builder.Add(part, array.Name, MemoryMarshal.AsBytes<float>(array.Values));
        }

        builder.Add(FingerprintPart.Weights, "acting", blobs.ReadVerified(manifest.Policy));
        foreach (var shard in manifest.ReplayShards)
        {
            using var rows = ReplayShard.Restore(shard, blobs.OpenRead);
            builder.Add(FingerprintPart.Replay, $"tasks from {shard.FirstTask}", rows.Fingerprint);
        }

        builder.Add(FingerprintPart.Environments, "all", blobs.ReadVerified(manifest.Environments[0].Blob));
        builder.Add(FingerprintPart.Counters, "round", manifest.Round);
        foreach (var (name, value) in manifest.Counters) builder.Add(FingerprintPart.Counters, name, value);
        var schedule = new EvaluationSchedule(settings.Evaluation.Interval, settings.Learner.WarmStartRounds, settings.Rounds);
        Assert.Equal(
            Enumerable.Range(1, (int)settings.Rounds).Select(static round => (long)round).Where(schedule.Takes),
            EvaluationHistory.Read(blobs, manifest.EvaluationHistory!).Select(static result => result.Round));
        builder.Add(FingerprintPart.EvaluationHistory, "all", blobs.ReadVerified(manifest.EvaluationHistory!));

        // Nothing but the kept checkpoints is left on disk, however often a clean-up was killed.
        var kept = journal.Committed.TakeLast(settings.Checkpoint.KeepLast).SelectMany(static checkpoint => checkpoint.Blobs()).ToHashSet();
        Assert.Equal(kept, blobs.List().ToHashSet());
        return builder.Build();
    }
}
