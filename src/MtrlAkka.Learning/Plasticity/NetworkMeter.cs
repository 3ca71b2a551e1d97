using static TorchSharp.torch;

namespace MtrlAkka.Learning.Plasticity;

/// <summary>Measures one network (an ensemble is one) on a forward through a copy of it.</summary>
internal sealed class NetworkMeter : IDisposable
{
    // Of the paper that defines it, and of arXiv 2503.05126.
    private const double SRankDelta = 0.01;

    private readonly string _name;
    private readonly string[] _members;
    private readonly PlasticitySettings _settings;
    private readonly NetworkCopy _copy;
    private readonly FlatParameters _parameters;
    private readonly INetworkPass _pass;
    private readonly DormancyStreaks _streaks;

    /// <summary>A meter that nothing was measured with.</summary>
    /// <param name="name">The network's name in the state.</param>
    /// <param name="members">The members' names in the tags.</param>
    /// <param name="settings">What to measure.</param>
    /// <param name="copy">Of an update of the network.</param>
    /// <param name="parameters">What is measured: the parameters after the update, or others of the same network, which no optimiser trains.</param>
    /// <param name="input">[1, rows, input size].</param>
    public NetworkMeter(
        string name, string[] members, PlasticitySettings settings, NetworkCopy copy, FlatParameters parameters, Matrix input)
    {
        (_name, _members, _settings, _copy, _parameters) = (name, members, settings, copy, parameters);
        // A pass keeps its activations only where it could go back, which this one never does.
        _pass = copy.Network.Bind(parameters, input, copy.Gradient, null);
        _streaks = new DormancyStreaks([.. _pass.Activations.Select(static layer => (layer.Key, layer.Value.Columns))], copy.Network.Layout.Members);
    }

    /// <summary>[members, rows, outputs], of the last forward.</summary>
    public Matrix Output => _pass.Output;

    /// <summary>The streaks, as arrays of a checkpoint.</summary>
    public IEnumerable<NamedArray> Save() => _streaks.Save(Prefix);

    /// <summary>Takes the streaks of a checkpoint.</summary>
    public void Load(IReadOnlyDictionary<string, NamedArray> arrays) => _streaks.Load(Prefix, arrays);

    /// <summary>Computes activations and output.</summary>
    public void Forward() => _pass.Forward();

    /// <summary>Adds dormancy, features and norms to the figures after <see cref="Forward"/>; of a network that is trained also ranks, gradient and update.</summary>
    /// <exception cref="OperationCanceledException">It was told to give up.</exception>
    public void Measure(List<(string, double)> values, CancellationToken stopping)
    {
        bool trained = _parameters == _copy.After;
        UnitScores[] scores = [.. _pass.Activations.Select(static layer => UnitScores.Of(layer.Value.Tensor))];
        _streaks.Add(scores, _settings.DormantThreshold);
        Dormant(values, "dormant", scores, _settings.DormantThreshold);
        Dormant(values, "dead", scores, 0);
        for (int member = 0; member < _members.Length; member++)
            values.Add((Tag(member, "dormant_streak"), _streaks.Percent(member, _settings.DormantStreak)));
        foreach (var (layer, activations) in _pass.Activations)
        {
            stopping.ThrowIfCancellationRequested();
            double[] norms = Norms.OfFeatures(activations.Tensor);
            for (int member = 0; member < norms.Length; member++) values.Add((Tag(member, "feature_norm", layer), norms[member]));
            if (trained && _settings.SRank) Ranks(values, layer, Spectrum.Of(activations.Tensor));
        }

        AddNorms(values, "weight_norm", _parameters.Vector.Tensor);
        if (!trained) return;
        AddNorms(values, "gradient_norm", _copy.Gradient.Vector.Tensor);
        using var update = _copy.After.Vector.Tensor - _copy.Before.Vector.Tensor;
        AddNorms(values, "update_norm", update);
    }

    /// <summary>Adds the losses of a probe.</summary>
    /// <exception cref="OperationCanceledException">It was told to give up.</exception>
    public void Measure(List<(string, double)> values, PlasticityProbe probe, CancellationToken stopping)
    {
        double[] own = probe.Loss(_parameters, stopping), fresh = probe.FreshLoss(stopping);
        for (int member = 0; member < own.Length; member++)
        {
            values.Add((Tag(member, "probe_loss"), own[member]));
            values.Add((Tag(member, "probe_fresh_loss"), fresh[member]));
            values.Add((Tag(member, "probe_ratio"), own[member] / fresh[member]));
        }
    }

    public void Dispose() => _pass.Dispose();

    private string Prefix => $"plasticity/{_name}";

    private string Tag(int member, string figure) => $"plasticity/{_members[member]}/{figure}";

    private string Tag(int member, string figure, string layer) => $"plasticity/{_members[member]}/{figure}/{layer}";

    private void Dormant(List<(string, double)> values, string figure, UnitScores[] scores, double threshold)
    {
        for (int member = 0; member < _members.Length; member++)
        {
            values.Add((Tag(member, figure), UnitScores.DormantPercent(scores, member, threshold)));
            for (int layer = 0; layer < scores.Length; layer++)
                values.Add((Tag(member, figure, _pass.Activations[layer].Key), UnitScores.DormantPercent([scores[layer]], member, threshold)));
        }
    }

    private void Ranks(List<(string, double)> values, string layer, IReadOnlyList<Spectrum> spectra)
    {
        for (int member = 0; member < spectra.Count; member++)
        {
            values.Add((Tag(member, "srank", layer), spectra[member].EffectiveRank(SRankDelta)));
            values.Add((Tag(member, "entropy_rank", layer), spectra[member].EntropyRank()));
            values.Add((Tag(member, "stable_rank", layer), spectra[member].StableRank()));
        }
    }

    private void AddNorms(List<(string, double)> values, string figure, Tensor vector)
    {
        var layers = Norms.ByLayer(vector, _copy.Network.Layout);
        for (int member = 0; member < _members.Length; member++)
        {
            values.Add((Tag(member, figure), Math.Sqrt(layers.Sum(layer => layer.Value[member] * layer.Value[member]))));
            foreach (var (layer, norms) in layers) values.Add((Tag(member, figure, layer), norms[member]));
        }
    }
}
