using MtrlAkka.Chaos.Invariants;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Hosting;

namespace MtrlAkka.Cluster.Chaos.Invariants;

/// <summary>What must hold of an asynchronous run's folder: silent about a sound one, and each damage is found.</summary>
public class AsyncInvariantTests(FinishedAsyncRun run) : IClassFixture<FinishedAsyncRun>
{
    [Fact]
    public void A_sound_run_violates_nothing()
    {
        var look = RunLook.At(run.Folder);
        foreach (var invariant in new IRunInvariant[] { new CommittedStay(), new OneLearnerCommits(), new InsertsOnce(lockstep: false), new LimiterBalances(losses: false), new RunEnds(null) })
            Assert.Empty(invariant.Violations(look));
    }

    [Fact]
    public void Accounts_that_do_not_balance_are_found()
    {
        var last = Last(run.Folder);
        long updates = last.Counters["updates"];
        Finds("too many", last with { Counters = Updates(10 * updates) }, finished: false);
        Finds("only", last with { Counters = Updates(updates / 10) }, finished: false);
        Finds($"updates instead of {updates}", last with { Counters = Updates(updates - 1) }, finished: true);
        var shard = last.ReplayShards[0];
        var few = shard with { Inserts = [shard.Inserts[0] - 1, .. shard.Inserts.Skip(1)] };
        Finds("rows of environment 0", last with { ReplayShards = [few, .. last.ReplayShards.Skip(1)] }, finished: true);
        var none = shard with { Inserts = [.. shard.Inserts.Select(static _ => 1L)] };
        Finds("before its warm start", last with { ReplayShards = [none, .. last.ReplayShards.Skip(1)] }, finished: true);

        static Dictionary<string, long> Updates(long updates) => new() { ["updates"] = updates };

        void Finds(string what, CheckpointManifest changed, bool finished)
        {
            var folder = run.Copy();
            FinishedRun.Replace(folder, last, changed);
            // Of a run that goes on rows still come, and as long as they do the limiter is held to.
            var look = RunLook.At(folder) with { Finished = finished };
            if (!finished) look = look with { Settings = look.Settings with { Rounds = 2 * FinishedRun.Rounds } };
            Assert.Contains(new LimiterBalances(losses: false).Violations(look), line => line.Contains(what, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void After_a_loss_whoever_is_ahead_stands_still_until_the_accounts_balance()
    {
        var first = Last(run.Folder);
        long updates = first.Counters["updates"];
        Assert.Empty(Of(first, 1, updates / 10, lostAgain: false));
        Assert.Contains(Of(first, 2, updates / 10, lostAgain: false), static line => line.Contains("only", StringComparison.Ordinal));
        Assert.Empty(Of(first, 2, updates / 10, lostAgain: true));

        // The rows of the first one, and then more of them although the learner has not caught up, or was lost once more.
        IEnumerable<string> Of(CheckpointManifest manifest, int times, long updates, bool lostAgain)
        {
            var limiter = new LimiterBalances(losses: true);
            var look = RunLook.At(run.Folder);
            look = look with { Finished = false, Settings = look.Settings with { Rounds = 4 * FinishedRun.Rounds } };
            for (int i = 1; i <= times; i++)
            {
                var shards = manifest.ReplayShards.Select(shard => shard with { Inserts = [.. shard.Inserts.Select(count => count * i)] }).ToList();
                long epoch = manifest.FencingEpoch + (lostAgain ? i : 0);
                var changed = manifest with { Number = i, FencingEpoch = epoch, ReplayShards = shards, Counters = new Dictionary<string, long> { ["updates"] = updates } };
                foreach (string line in limiter.Violations(look with { Committed = [changed] })) yield return line;
            }
        }
    }

    private static CheckpointManifest Last(RunFolder folder) => RunJournal.Read(folder).Committed[^1];
}
