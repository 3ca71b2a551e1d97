using MtrlAkka.Numerics;

namespace MtrlAkka.Learning;

/// <summary>
/// All treatments of one network (<see cref="TreatmentSettings"/>): a function of the settings, the seed and the number of the
/// update, besides the agent's own state. What is off costs nothing.
/// </summary>
internal sealed class Treatment : IDisposable
{
    private readonly TreatmentSettings _settings;
    private readonly CounterRandom _starting;
    private readonly INetwork _network;
    private readonly FlatParameters _parameters;
    private readonly FlatParameters? _target, _start;
    private readonly AdamOptimizer _optimizer;
    private readonly UnitRecycling _recycling;
    private readonly PeriodicReset _reset;
    private readonly ShrinkAndPerturb _shrink;
    private TreatmentCounts _counts;

    /// <summary>Treats a network that has just been drawn.</summary>
    /// <param name="settings">What is on.</param>
    /// <param name="seed">The agent's.</param>
    /// <param name="streams">Where the random numbers come from.</param>
    /// <param name="network">The network.</param>
    /// <param name="parameters">At their start; what has no connection becomes 0 here.</param>
    /// <param name="optimizer">Whose gradient is treated from here on.</param>
    /// <param name="target">The target network's parameters, equal to the others, or null.</param>
    public Treatment(
        TreatmentSettings settings, ulong seed, TreatmentStreams streams, INetwork network, FlatParameters parameters,
        AdamOptimizer optimizer, FlatParameters? target)
    {
        (_settings, _network, _parameters, _target, _optimizer) = (settings, network, parameters, target, optimizer);
        _starting = new CounterRandom(seed, streams.Start);
        _recycling = new UnitRecycling(settings.Redo, network, parameters, optimizer, new CounterRandom(seed, streams.Recycling));
        _reset = new PeriodicReset(settings.Reset, network, optimizer, new CounterRandom(seed, streams.Reset));
        _shrink = new ShrinkAndPerturb(settings.ShrinkAndPerturb, network, new CounterRandom(seed, streams.Perturbation));
        if (settings.L2Start > 0)
        {
            _start = new FlatParameters(network.Layout, parameters.Vector.Tensor.dtype, parameters.Vector.Tensor.device);
            _start.Start(_starting);
        }

        if (settings.Sparsity.Share > 0)
        {
            Mask = new SparseMask(settings.Sparsity, parameters, new CounterRandom(seed, streams.Mask), new CounterRandom(seed, streams.Rewiring));
            Mask.Apply(parameters);
            network.Settle(parameters);
            target?.CopyFrom(parameters);
        }

        if (_start is not null || Mask is not null) optimizer.Treatment = new GradientTreatment(settings.L2Start, _start, Mask?.Values);
    }

    /// <summary>The connections of a sparse network, or null.</summary>
    public SparseMask? Mask { get; }

    /// <summary>Whether the start that L2 pulls to was given, so that it cannot be drawn again.</summary>
    public bool StartGiven { get; set; }

    /// <summary>The start that L2 pulls to where it was given: part of the agent's state. Else null.</summary>
    public FlatParameters? GivenStart => StartGiven ? _start : null;

    /// <summary>Takes the parameters as they are now, those of the target too, as the network's start.</summary>
    public void StartFromHere()
    {
        if (Mask is not null)
        {
            Finish(_parameters);
            if (_target is not null) Finish(_target);
        }

        if (_start is null) return;
        _start.CopyFrom(_parameters);
        StartGiven = true;
    }

    /// <summary>Whether what happens at intervals happens after an update.</summary>
    public static bool IsDue(long update, long interval) => interval > 0 && update % interval == 0;

    /// <summary>What is due after an update: at most ReDo, shrink and perturb, a reset and a rewiring, in this order.</summary>
    /// <param name="update">Its number in the agent's life, from 1.</param>
    /// <param name="pass">The network's pass, for the activations of its last forward.</param>
    public void After(long update, INetworkPass pass)
    {
        bool redo = IsDue(update, _settings.Redo.Interval), shrink = _shrink.IsDue(update), reset = _reset.IsDue(update);
        bool rewire = Mask is not null && Mask.IsDue(update);
        if (!(redo || shrink || reset || rewire)) return;
        if (redo) _counts = _counts with { RecycledUnits = _counts.RecycledUnits + _recycling.Recycle(update, pass.Activations) };
        if (shrink)
        {
            _shrink.Apply(update, _parameters, _target);
            if (_target is not null) Finish(_target);
            _counts = _counts with { Perturbations = _counts.Perturbations + 1 };
        }

        if (reset)
        {
            _reset.Draw(_parameters, update);
            if (_start is not null) _reset.Draw(_start, update);
            _reset.Forget(update);
            _counts = _counts with { Resets = _counts.Resets + 1 };
        }

        if (rewire) _counts = _counts with { RewiredWeights = _counts.RewiredWeights + Mask!.Rewire(update, _parameters, _optimizer) };
        Finish(_parameters);
        if (reset && _target is not null) _reset.Copy(_parameters, _target);
    }

    /// <summary>What was done since the last call.</summary>
    public TreatmentCounts TakeCounts()
    {
        var counts = _counts;
        _counts = default;
        return counts;
    }

    /// <summary>Goes on as after an update, when the agent's own state was restored.</summary>
    public void Restore(long update)
    {
        _reset.Restore(update);
        if (_start is null || StartGiven) return;
        _start.Start(_starting);
        if (_reset.LastUpTo(update) is var last and > 0) _reset.Draw(_start, last);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _start?.Dispose();
        Mask?.Dispose();
    }

    private void Finish(FlatParameters parameters)
    {
        Mask?.Apply(parameters);
        _network.Settle(parameters);
    }
}
