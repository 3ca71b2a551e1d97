using MtrlAkka.Numerics;
using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// Resets of a network or of its heads (Nikishin et al., "The Primacy Bias in Deep Reinforcement Learning", arXiv 2205.07802):
/// what is reset is drawn anew as it started and its moments of Adam are 0; with the whole network Adam also begins to count
/// again. A target takes what was reset from its network. The replay, the temperatures and a task embedding stay (the authors' SAC
/// makes a whole new agent, with its temperature).
/// </summary>
internal sealed class PeriodicReset(ResetSettings settings, INetwork network, AdamOptimizer optimizer, CounterRandom random)
{
    /// <summary>Whether there is a reset after an update.</summary>
    public bool IsDue(long update) => Treatment.IsDue(update, settings.Interval) && (settings.Last == 0 || update <= settings.Last);

    /// <summary>The last update with a reset up to one, 0 where there is none.</summary>
    public long LastUpTo(long update)
    {
        if (settings.Interval == 0) return 0;
        long end = settings.Last == 0 ? update : Math.Min(update, settings.Last);
        return end - (end % settings.Interval);
    }

    /// <summary>Puts what a reset after an update draws into a vector of the network's parameters.</summary>
    public void Draw(FlatParameters vector, long update)
    {
        using var scope = NewDisposeScope();
        using var fresh = new FlatParameters(network.Layout, vector.Vector.Tensor.dtype, vector.Vector.Tensor.device);
        fresh.Start(random, update);
        Copy(fresh, vector);
    }

    /// <summary>Copies what is reset from one vector into another.</summary>
    public void Copy(FlatParameters from, FlatParameters to)
    {
        using var scope = NewDisposeScope();
        foreach (int index in Indices()) to.View(index).copy_(from.View(index));
    }

    /// <summary>Forgets Adam's state of what is reset.</summary>
    public void Forget(long update)
    {
        using var scope = NewDisposeScope();
        foreach (int index in Indices())
            foreach (var moment in new[] { optimizer.Mean, optimizer.Square }) moment.View(index).zero_();
        Restore(update);
    }

    /// <summary>Lets Adam count as after the last reset up to an update.</summary>
    public void Restore(long update) => optimizer.Origin = settings.Part == "all" ? LastUpTo(update) : 0;

    private IEnumerable<int> Indices() => Enumerable.Range(0, network.Layout.Parameters.Count)
        .Where(index => settings.Part == "all" || network.IsHead(network.Layout.Parameters[index].Name));
}
