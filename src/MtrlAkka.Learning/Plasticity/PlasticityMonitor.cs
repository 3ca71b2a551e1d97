namespace MtrlAkka.Learning.Plasticity;

/// <summary>
/// Measures an agent's plasticity at every so many updates while it goes on training. The learner only copies parameters,
/// gradients and the batch; a thread of the monitor's own does the rest. One measurement is under way at a time: the next
/// one, and a checkpoint, wait for it. So which figures there are, and when they are handed out, is a function of the
/// count of updates, and the agent's bits are those without a monitor. To be called from the agent's thread.
/// </summary>
public sealed class PlasticityMonitor : IDisposable
{
    private readonly PlasticitySettings _settings;
    private readonly MultiTaskSac _agent;
    private readonly PlasticityMeter _meter;
    private readonly MeasuringThread _thread = new();
    private Task<PlasticityReport>? _underWay;

    /// <summary>A monitor of an agent, which must outlive it.</summary>
    /// <param name="settings">With an interval above 0.</param>
    /// <param name="agent">What is measured.</param>
    /// <param name="sac">The agent's settings.</param>
    /// <param name="seed">The agent's seed.</param>
    public PlasticityMonitor(PlasticitySettings settings, MultiTaskSac agent, SacSettings sac, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.Interval);
        (_settings, _agent) = (settings, agent);
        var vector = agent.ActorParameters.Vector.Tensor;
        _meter = new PlasticityMeter(settings, sac, seed, vector.dtype, vector.device);
    }

    /// <summary>Before each update.</summary>
    /// <param name="update">Its number in the run, from 1.</param>
    /// <returns>The report of the measurement before, where this update is to be measured; else null.</returns>
    public PlasticityReport? BeforeUpdate(long update)
    {
        if (update % _settings.Interval != 0) return null;
        var report = Finish();
        _meter.CopyBefore(_agent);
        return report;
    }

    /// <summary>After each update: begins a measurement where one is due.</summary>
    /// <param name="batch">What the update learnt from.</param>
    /// <param name="update">Its number in the run, from 1.</param>
    public void AfterUpdate(TransitionBatch batch, long update)
    {
        if (update % _settings.Interval != 0) return;
        _meter.CopyAfter(_agent, batch, update);
        _underWay = _thread.Run(_meter.Measure);
    }

    /// <summary>Waits for the measurement under way.</summary>
    /// <returns>Its report, or null where there is none that was not handed out.</returns>
    public PlasticityReport? Finish()
    {
        var report = _underWay?.GetAwaiter().GetResult();
        _underWay = null;
        return report;
    }

    /// <summary>What later measurements depend on, for the agent's checkpoint; call <see cref="Finish"/> before.</summary>
    public IEnumerable<NamedArray> Save() => _meter.Save();

    /// <summary>Goes on from what <see cref="Save"/> gave among other arrays; where it gave nothing, as if nothing had been measured.</summary>
    /// <exception cref="InvalidDataException">An array is of another size; the message names it.</exception>
    public void Load(IReadOnlyList<NamedArray> state) => _meter.Load(state.ToDictionary(static array => array.Name));

    /// <summary>Gives up the measurement under way; its report is lost.</summary>
    public void Dispose()
    {
        _thread.Dispose();
        _meter.Dispose();
    }
}
