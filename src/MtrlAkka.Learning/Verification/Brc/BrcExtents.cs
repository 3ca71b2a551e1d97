using static TorchSharp.torch;

namespace MtrlAkka.Learning.Verification.Brc;

/// <summary>
/// The tasks' largest returns after one truncated episode. The reference normalises the rewards of all updates of an
/// environment's step at the temperature before the first, an agent here each update's at its own: the extents that it is told make up for that.
/// </summary>
internal sealed class BrcExtents
{
    private readonly double[] _extents;
    private readonly double _temperature, _entropyReturn;

    /// <summary>Tracks the file's episode, and compares what comes of it.</summary>
    public BrcExtents(GoldenFile file, RewardNormalisation normalisation, GoldenComparison comparison)
    {
        double[] seen = file["normalizer/episode_rewards"].Values;
        int tasks = file.Config.Count("num_tasks");
        ReturnTracker[] trackers = [.. Enumerable.Range(0, tasks).Select(_ => new ReturnTracker(normalisation.Gamma))];
        for (int i = 0; i < seen.Length; i++) trackers[i % tasks].Step((float)seen[i], terminated: false, truncated: i >= seen.Length - tasks);
        _extents = [.. trackers.Select(static tracker => (double)tracker.Range.Extent)];
        _temperature = Math.Exp(file["before/temp/log_temp"].Values[0]);
        _entropyReturn = normalisation.EntropyReturn;
        comparison.Add("range of returns", [.. trackers.Select(static tracker => (double)tracker.Range.Least)], file["normalizer/returns_min"]);
        comparison.Add("range of returns", [.. trackers.Select(static tracker => (double)tracker.Range.Greatest)], file["normalizer/returns_max"]);
        comparison.Add("divisors", [.. _extents.Select(extent => normalisation.Divisor(extent, _temperature))], file["normalizer/divisor"]);
    }

    /// <summary>Tells an agent the extents, in its own precision.</summary>
    public void Tell(MultiTaskSac agent)
    {
        using var scope = NewDisposeScope();
        double now = Math.Exp(GoldenMachine.Values(agent.LogTemperatures.Trained.Tensor)[0]);
        agent.Batch.ReturnExtents.Tensor.copy_(tensor([.. _extents.Select(extent => extent + ((_temperature - now) * _entropyReturn))]).view(1, 1, -1));
    }
}
