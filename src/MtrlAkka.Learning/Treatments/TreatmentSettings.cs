namespace MtrlAkka.Learning;

/// <summary>
/// What is done against the loss of plasticity of one network while it trains; actor and critics each have their own. All are
/// off at first. Layer norm, concatenated ReLU and spectral norm belong to the network (<see cref="NetworkSettings"/>), weight
/// decay to the optimiser (<see cref="SacSettings.WeightDecay"/>).
/// </summary>
public sealed record TreatmentSettings
{
    /// <summary>
    /// Regenerative regularisation (Kumar et al., arXiv 2308.11958): λ of λ |θ - θ₀|² in the loss, where θ₀ is the network's start
    /// (after a reset, of what was reset, the new one). 0: none.
    /// </summary>
    public double L2Start { get; init; }

    /// <summary>Recycling of dormant units.</summary>
    public RedoSettings Redo { get; init; } = new();

    /// <summary>Periodic resets.</summary>
    public ResetSettings Reset { get; init; } = new();

    /// <summary>Shrink and perturb.</summary>
    public ShrinkAndPerturbSettings ShrinkAndPerturb { get; init; } = new();

    /// <summary>Sparse kernels.</summary>
    public SparsitySettings Sparsity { get; init; } = new();

    /// <summary>Whether any is on.</summary>
    public bool Any => L2Start > 0 || Redo.Interval > 0 || Reset.Interval > 0 || ShrinkAndPerturb.Interval > 0 || Sparsity.Share > 0;

    /// <summary>Refuses what cannot be done to a network.</summary>
    /// <param name="owner">Whose they are, for the message.</param>
    /// <param name="network">The network.</param>
    /// <exception cref="ArgumentException">A value is out of range, or the network has nothing to treat so; the message names it.</exception>
    internal void Validate(string owner, NetworkSettings network)
    {
        void Need(bool right, string what)
        {
            if (!right) throw new ArgumentException($"{owner}: {what}");
        }

        Need(L2Start >= 0 && double.IsFinite(L2Start), $"the strength of L2 towards the start must be at least 0, not {L2Start}");
        Need(Redo.Interval >= 0 && Reset.Interval >= 0 && ShrinkAndPerturb.Interval >= 0 && Sparsity.RewireInterval >= 0, "an interval of a treatment must be at least 0 updates");
        Need(Redo.Threshold is >= 0 and <= 1, $"ReDo's threshold must lie in [0, 1], not {Redo.Threshold}");
        Need(ResetSettings.Parts.Contains(Reset.Part), $"the part to reset is one of {string.Join(", ", ResetSettings.Parts)}, not '{Reset.Part}'");
        Need(Reset.Last >= 0, $"the last update to reset after must be at least 0, not {Reset.Last}");
        Need(ShrinkAndPerturb.Keep is >= 0 and <= 1, $"what shrink and perturb keeps must lie in [0, 1], not {ShrinkAndPerturb.Keep}");
        Need(Sparsity.Share is >= 0 and < 1, $"the share of weights without connection must lie in [0, 1), not {Sparsity.Share}");
        Need(Sparsity.RewireShare is >= 0 and <= 1, $"the share of connections to rewire must lie in [0, 1], not {Sparsity.RewireShare}");
        Need(Sparsity.RewireInterval == 0 || Sparsity.Share > 0, "only a sparse network can be rewired: set the share of sparsity above 0");
        bool residual = network.Architecture is "bro" or "simba";
        Need(
            Redo.Interval == 0 || residual || !network.Skip,
            "ReDo recycles units by the weights that lead out of them, and with skip their outputs go past these: turn one of the two off");
        Need(
            Redo.Interval == 0 || network.Architecture != "moore" || network.Depth > 1,
            "ReDo finds no units in moore of depth 1, whose experts are one linear layer");
    }
}
