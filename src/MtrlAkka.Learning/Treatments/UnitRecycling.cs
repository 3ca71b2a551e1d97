using MtrlAkka.Learning.Plasticity;
using MtrlAkka.Numerics;
using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>
/// ReDo (Sokar et al., "The Dormant Neuron Phenomenon in Deep Reinforcement Learning", arXiv 2302.12902): units that are
/// dormant on the batch of the update (<see cref="UnitScores"/>) are recycled. What leads into them is drawn anew as it
/// started, what leads out of them becomes 0, and both moments of Adam on these are 0; the count of Adam's steps goes on,
/// and target networks stay as they are, as in the authors' code. A norm of their own starts anew too. A unit with
/// concatenated ReLU is dormant where its two features together are.
/// </summary>
internal sealed class UnitRecycling(
    RedoSettings settings, INetwork network, FlatParameters parameters, AdamOptimizer optimizer, CounterRandom random)
{
    /// <summary>Recycles what is dormant.</summary>
    /// <param name="update">Number of the update; the step of what is drawn.</param>
    /// <param name="activations">Of a forward, as a pass has them (<see cref="INetworkPass.Activations"/>).</param>
    /// <returns>How many units of all members.</returns>
    public long Recycle(long update, IReadOnlyList<KeyValuePair<string, Matrix>> activations)
    {
        using var scope = NewDisposeScope();
        var layers = activations.ToDictionary(static one => one.Key, static one => one.Value.Tensor);
        List<(UnitLayer Layer, Tensor Units, Tensor Features)> dormant = [];
        long count = 0;
        foreach (var layer in network.Units)
        {
            var (mask, recycled) = Dormant(layer, layers[layer.Activation]);
            count += recycled;
            if (recycled > 0) dormant.Add((layer, mask, cat([.. Enumerable.Repeat(mask, layer.Halves)], -1)));
        }

        // All that leads in first: where two recycled units meet, there is no weight between them.
        foreach (var (layer, units, features) in dormant)
        {
            foreach (string name in layer.Incoming) Redraw(name, units, update);
            foreach (string name in layer.Norms) Redraw(name, features, update);
        }

        foreach (var (layer, _, features) in dormant)
            foreach (string name in layer.Outgoing) Clear(name, features.unsqueeze(-1), 2, parameters, optimizer.Mean, optimizer.Square);
        return count;
    }

    // [members, (parts,) units]: true where a unit is dormant.
    private (Tensor Mask, long Count) Dormant(UnitLayer layer, Tensor activations)
    {
        using var scope = NewDisposeScope();
        var activity = activations.abs().unflatten(2, [layer.Parts, layer.Halves, layer.Units]).sum(3);
        var scores = UnitScores.Of(layer.OwnUnits ? activity.flatten(2) : activity.sum(2));
        bool[] dormant = [.. Enumerable.Range(0, scores.Members).SelectMany(scores.Of).Select(score => score <= settings.Threshold)];
        long[] shape = layer.OwnUnits ? [scores.Members, layer.Parts, layer.Units] : [scores.Members, layer.Units];
        var mask = tensor(dormant).view(shape).to(activations.device).MoveToOuterDisposeScope();
        return (mask, dormant.LongCount(static one => one));
    }

    private void Redraw(string name, Tensor mask, long update)
    {
        int index = network.Layout.Index(name);
        var values = parameters.View(index);
        float[] drawn = new float[values.numel()];
        network.Layout.Draw(drawn, index, random, update);
        var fresh = tensor(drawn).view(values.shape).to(values.dtype).to(values.device);
        values.copy_(where(Over(mask, 1, values.dim()), fresh, values));
        Clear(name, mask, 1, optimizer.Mean, optimizer.Square);
    }

    private void Clear(string name, Tensor mask, int own, params ReadOnlySpan<FlatParameters> vectors)
    {
        foreach (var vector in vectors)
        {
            var values = vector.View(network.Layout.Index(name));
            values.masked_fill_(Over(mask, own, values.dim()), 0);
        }
    }

    // Axes of length 1 before the mask's last ones, which are its own, for what units share, such as tasks or modules.
    private static Tensor Over(Tensor mask, int own, long dimensions)
    {
        while (mask.dim() < dimensions) mask = mask.unsqueeze(-1 - own);
        return mask;
    }
}
