using MtrlAkka.Chaos.Invariants;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Chaos.Invariants;

/// <summary>Each invariant is silent about a sound run and speaks of a damaged one: each way to damage a copy is found by the one it is for.</summary>
public class RunInvariantTests(FinishedRun run) : IClassFixture<FinishedRun>
{
    [Fact]
    public void A_sound_run_violates_nothing()
    {
        var expected = RunEnds.FingerprintOf(run.Folder);
        var look = RunLook.At(run.Folder);
        foreach (var invariant in new IRunInvariant[] { new CommittedStay(), new OneLearnerCommits(), new InsertsOnce(lockstep: true), new RunEnds(expected) })
        {
            Assert.Empty(invariant.Violations(look));
            Assert.Empty(invariant.Violations(look));
        }
    }

    [Fact]
    public void A_blob_that_is_lost_or_changed_is_found()
    {
        var folder = run.Copy();
        var invariant = new CommittedStay();
        Assert.Empty(invariant.Violations(RunLook.At(folder)));
        string blob = Path.Combine(folder.Blobs, Last(folder).Learner.Hash);
        byte[] bytes = File.ReadAllBytes(blob);
        bytes[^1] ^= 1;
        File.WriteAllBytes(blob, bytes);
        Assert.Contains("is damaged", Assert.Single(invariant.Violations(RunLook.At(folder))));
        bytes[^1] ^= 1;
        File.WriteAllBytes(blob, bytes);
        Assert.Empty(invariant.Violations(RunLook.At(folder)));

        string segment = Path.Combine(folder.Blobs, Last(folder).ReplayShards[0].Segments[^1].Blob.Hash);
        File.Delete(segment);
        Assert.Contains("is missing", Assert.Single(invariant.Violations(RunLook.At(folder))));
    }

    [Fact]
    public void A_blob_that_changed_under_its_old_date_is_found_when_all_are_read_again()
    {
        var folder = run.Copy();
        var invariant = new CommittedStay();
        Assert.Empty(invariant.Violations(RunLook.At(folder)));
        string blob = Path.Combine(folder.Blobs, Last(folder).Policy.Hash);
        var written = File.GetLastWriteTimeUtc(blob);
        byte[] bytes = File.ReadAllBytes(blob);
        bytes[0] ^= 1;
        File.WriteAllBytes(blob, bytes);
        File.SetLastWriteTimeUtc(blob, written);
        invariant.ReadAllAgain();
        Assert.Contains("is damaged", Assert.Single(invariant.Violations(RunLook.At(folder))));
    }

    [Fact]
    public void A_checkpoint_that_was_seen_and_is_gone_or_another_is_found()
    {
        var folder = run.Copy();
        var invariant = new CommittedStay();
        Assert.Empty(invariant.Violations(RunLook.At(folder)));
        var last = Last(folder);
        var changed = last with { Counters = new Dictionary<string, long> { ["updates"] = 1 } };
        FinishedRun.Replace(folder, last, changed);
        Assert.Contains("was changed", Assert.Single(invariant.Violations(RunLook.At(folder))));
        FinishedRun.Delete(folder, new CheckpointCommitted(changed));
        Assert.Contains("is not in the journal any more", Assert.Single(invariant.Violations(RunLook.At(folder))));
    }

    [Fact]
    public void A_checkpoint_that_was_dropped_is_found()
    {
        var folder = run.Copy();
        FinishedRun.Append(folder, new CheckpointDropped(Last(folder).Number));
        Assert.Contains(new CommittedStay().Violations(RunLook.At(folder)), line => line.Contains("given up", StringComparison.Ordinal));
    }

    [Fact]
    public void A_commit_of_another_epoch_or_an_earlier_round_is_found()
    {
        var last = Last(run.Folder);
        Finds("by a learner of epoch", new CheckpointCommitted(last with { Number = last.Number + 1, Round = last.Round + 1, FencingEpoch = last.FencingEpoch + 1 }));
        Finds("began after", new EpochStarted(last.FencingEpoch));
        Finds("the one before is of round", new CheckpointCommitted(last with { Number = last.Number + 1 }));
        Finds("came after checkpoint", new CheckpointCommitted(last with { Round = last.Round + 1 }));

        // Two learners: the older one commits after the newer one's life began.
        Finds("by a learner of epoch", new EpochStarted(last.FencingEpoch + 1), new CheckpointCommitted(last with { Number = last.Number + 1, Round = last.Round + 1 }));

        void Finds(string what, params IRunEvent[] events)
        {
            var folder = run.Copy();
            FinishedRun.Append(folder, events);
            Assert.Contains(new OneLearnerCommits().Violations(RunLook.At(folder)), line => line.Contains(what, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Rows_that_are_lost_or_come_twice_are_found()
    {
        var shard = Last(run.Folder).ReplayShards[0];
        Finds("inserts", shard with { Inserts = [shard.Inserts[0] + 1, .. shard.Inserts.Skip(1)] });
        Finds("and the replay has", shard with { Inserts = [shard.Inserts[0] - 1, .. shard.Inserts.Skip(1)], Appended = [shard.Appended[0] - 1, .. shard.Appended.Skip(1)] });
        var segment = shard.Segments[^1];
        Finds("are in no segment", shard with { Segments = [.. shard.Segments.SkipLast(1), segment with { From = [segment.From[0] + 1, .. segment.From.Skip(1)] }] });
        Finds("are in two segments", shard with { Segments = [.. shard.Segments.SkipLast(1), segment with { From = [segment.From[0] - 1, .. segment.From.Skip(1)] }] });
        Finds("its segments end at", shard with { Segments = [.. shard.Segments.SkipLast(1)] });

        void Finds(string what, ShardManifest damaged)
        {
            var folder = run.Copy();
            var last = Last(folder);
            FinishedRun.Replace(folder, last, last with { ReplayShards = [damaged, .. last.ReplayShards.Skip(1)] });
            Assert.Contains(new InsertsOnce(lockstep: true).Violations(RunLook.At(folder)), line => line.Contains(what, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void An_end_that_is_none_or_another_is_found()
    {
        var expected = RunEnds.FingerprintOf(run.Folder);
        var folder = run.Copy();
        var last = Last(folder);
        Assert.Contains("Weights: the hash is", Assert.Single(new RunEnds(expected with { Weights = expected.All }).Violations(RunLook.At(folder))));
        new DirectoryBlobStore(folder.Blobs).Write(new byte[] { 1, 2, 3 });
        Assert.Contains("is left over", Assert.Single(new RunEnds(expected).Violations(RunLook.At(folder))));

        folder = run.Copy();
        FinishedRun.Replace(folder, last, last with { EvaluationHistory = null });
        Assert.Contains(new RunEnds(null).Violations(RunLook.At(folder)), line => line.Contains("evaluations were made", StringComparison.Ordinal));
        folder = run.Copy();
        FinishedRun.Replace(folder, last, last with { Round = last.Round - 1 });
        Assert.Contains(new RunEnds(null).Violations(RunLook.At(folder)), line => line.Contains("instead of 160", StringComparison.Ordinal));
        folder = run.Copy();
        FinishedRun.Delete(folder, new RunFinished(last.Round));
        Assert.Contains("is not finished", Assert.Single(new RunEnds(null).Violations(RunLook.At(folder))));
    }

    private static CheckpointManifest Last(RunFolder folder) => RunJournal.Read(folder).Committed[^1];
}
