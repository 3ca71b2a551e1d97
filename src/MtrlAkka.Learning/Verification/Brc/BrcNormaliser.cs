namespace MtrlAkka.Learning.Verification.Brc;

/// <summary>Normalisation of rewards by the range of returns, step by step; the environments' part has one precision.</summary>
internal sealed class BrcNormaliser : GoldenKind
{
    /// <inheritdoc/>
    public override string Name => "reward normaliser";

    /// <inheritdoc/>
    public override bool Understands(GoldenFile file) => file.Config.Has("target_entropy") && file.Has("step/returns_max") && file.Has("step/denominator");

    /// <inheritdoc/>
    public override void Compare(GoldenFile file, GoldenMachine machine, GoldenComparison comparison)
    {
        // Where episodes have a fixed length, the reference adds returns up in float32, and takes every end for a truncation.
        bool fixedLength = file.Config.Has("max_steps");
        if (machine.Wide == fixedLength) return;
        int tasks = file.Config.Count("num_tasks");
        double gamma = file.Config.Number("discount");
        var normalisation = new RewardNormalisation(gamma, file.Config.Number("target_entropy"), file.Config.Number("v_max"));
        ReturnTracker[] trackers = [.. Enumerable.Range(0, tasks).Select(_ => new ReturnTracker(gamma))];
        double[] rewards = file["step/reward"].Values, temperatures = file["step/temperature"].Values, probe = file["probe/reward"].Values;
        int[] terminal = file["step/terminal"].ToInts(), truncated = file["step/truncate"].ToInts(), probed = file["probe/task_id"].ToInts();
        List<double> least = [], greatest = [], open = [], divisors = [], normal = [];
        for (int i = 0; i < rewards.Length; i++)
        {
            int task = i % tasks;
            // Every step begins from the state that the last one left behind.
            var tracker = new ReturnTracker(gamma);
            tracker.Load(trackers[task].Save());
            trackers[task] = tracker;
            bool ends = terminal[i] + truncated[i] > 0;
            tracker.Step((float)rewards[i], terminal[i] > 0, fixedLength ? ends : truncated[i] > 0);
            double temperature = temperatures[i / tasks];
            least.Add(tracker.Range.Least);
            greatest.Add(tracker.Range.Greatest);
            open.Add(tracker.OpenSteps);
            divisors.Add(normalisation.Divisor(tracker.Range.Extent, temperature));
            if (task == tasks - 1) normal.AddRange(probe.Select((reward, row) => reward / normalisation.Divisor(trackers[probed[row]].Range.Extent, temperature)));
        }

        comparison.Add("open episodes", open, file["step/open_length"]);
        comparison.Add("range of returns", least, file["step/returns_min"]);
        comparison.Add("range of returns", greatest, file["step/returns_max"]);
        comparison.Add("divisors", divisors, file["step/denominator"]);
        comparison.Add("normalised rewards", normal, file["step/normalized"]);
    }
}
