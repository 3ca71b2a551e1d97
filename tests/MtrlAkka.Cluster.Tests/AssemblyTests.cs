using CsCheck;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Learning;
using MtrlAkka.Replay;

namespace MtrlAkka.Cluster.Tests;

/// <summary>What comes from many actors in any order is put together the same.</summary>
public class AssemblyTests
{
    private const int Updates = 6;
    private static readonly RunContext Three = Small.Context(Small.Configuration("replay.shards=3"));
    private static readonly RunContext Two = Small.Context(Small.Configuration("replay.shards=2"));

    [Fact]
    public void Batches_are_whole_and_in_order_however_far_shards_are_out_of_step() => Gen.Int.Sample(
        static seed =>
        {
            var run = Three;
            var assembly = new BatchAssembly(run);
            var chance = new Random(seed);
            int[] sent = new int[3];
            long taken = 0;
            int returned = 0;
            while (taken < Updates)
            {
                int shard = chance.Next(3);
                if (sent[shard] < Updates) assembly.Add(Drawn(run, sent[shard]++, shard));
                while (assembly.TryTake(taken, _ => returned++))
                {
                    Assert.True(sent.Min() > taken);
                    int rows = run.Settings.Learner.Sac.BatchPerTask;
                    for (int task = 0; task < 3; task++)
                    {
                        Assert.Equal(Math.Max(taken, task), assembly.Batch.ReturnExtents[task]);
                        Assert.All(assembly.Batch.Rewards[(task * rows)..((task + 1) * rows)], reward => Assert.Equal((taken * 10) + task, reward));
                    }

                    taken++;
                }
            }

            Assert.Equal(3 * Updates, returned);
        },
        iter: 200);

    [Fact]
    public void A_batch_that_skips_an_update_is_refused_and_cleared_ones_are_forgotten()
    {
        var run = Small.Context(Small.Configuration());
        var assembly = new BatchAssembly(run);
        assembly.Add(Drawn(run, 1, 0));
        Assert.Throws<InvalidOperationException>(() => assembly.TryTake(0, static _ => { }));
        // What is forgotten is given back too.
        var forgotten = new List<BatchDrawn>();
        assembly.Clear(forgotten.Add);
        Assert.NotEmpty(forgotten);
        Assert.False(assembly.TryTake(1, static _ => { }));
    }

    [Fact]
    public void A_checkpoint_is_captured_and_stored_exactly_when_its_last_part_comes() => Gen.Int.Sample(
        static seed =>
        {
            var run = Two;
            var assembly = new CheckpointAssembly(run, epoch: 4, round: 40, number: 2, started: 0);
            var blob = run.Blobs.Write(new byte[] { 1 });
            var weights = new PolicyVersion(40, new PolicyWeights(10, [1, 2, 3]));
            var captures = new List<Action>
            {
                () => assembly.Add(new PartCaptured(4, RunPart.Learner, 0, 1)),
            };
            for (int i = 0; i < 3; i++)
            {
                int index = i;
                captures.Add(() => assembly.Add(new EnvironmentCaptured(index, 4, 1, [(byte)index])));
                if (i < 2) captures.Add(() => assembly.Add(new PartCaptured(4, RunPart.Replay, index, 1)));
            }

            var chance = new Random(seed);
            foreach (var capture in captures.OrderBy(_ => chance.Next()).ToList())
            {
                Assert.False(assembly.Captured);
                capture();
            }

            Assert.True(assembly.Captured);
            var small = assembly.StoreSmallParts([], weights);
            var shards = Enumerable.Range(0, 2).Select(index => new ShardManifest(index, index, 1, 39, 4, 50, [40], [40], [])).ToArray();
            var stores = new List<Action>
            {
                () => assembly.Add(small),
                () => assembly.Add(new LearnerStored(4, 40, blob, blob)),
                () => assembly.Add(new ReplayStored(4, 40, 0, shards[0])),
                () => assembly.Add(new ReplayStored(4, 40, 1, shards[1])),
            };
            foreach (var store in stores.OrderBy(_ => chance.Next()).ToList())
            {
                Assert.False(assembly.Stored);
                store();
            }

            Assert.True(assembly.Stored);
            var manifest = assembly.Manifest();
            Assert.Equal((4, 2, 40, 10), (manifest.FencingEpoch, manifest.Number, manifest.Round, manifest.Counters["updates"]));
            Assert.Equal(shards, manifest.ReplayShards);
            var states = EncodedState.Parse(run.Blobs.ReadVerified(manifest.Environments[2].Blob));
            for (int i = 0; i < 3; i++) Assert.Equal([(byte)i], states.Get<byte>(CheckpointAssembly.EnvironmentName(i)).ToArray());
            var pending = Assert.Single(LearnerState.ReadPolicies(run.Blobs, manifest.PendingEvaluation!));
            Assert.Equal((40, 10), (pending.Round, pending.Weights.Version));
            Assert.Equal(weights.Weights.Values, pending.Weights.Values);
        },
        iter: 100);

    private static BatchDrawn Drawn(RunContext run, int update, int shard)
    {
        var samples = new Replay.TransitionBatch(TransitionLayout.MetaWorld, run.Settings.Learner.Sac.BatchPerTask);
        Array.Fill(samples.Rewards, (update * 10) + shard);
        return new BatchDrawn(1, update, shard, samples, [new ReturnRange(-update, shard)]);
    }
}
