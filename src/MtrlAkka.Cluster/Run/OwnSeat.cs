using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Run;

/// <summary>The seat of an agent that is trained by itself, on the thread that calls.</summary>
/// <param name="settings">The run's.</param>
public sealed class OwnSeat(RunSettings settings) : IAgentSeat, IDisposable
{
    private MultiTaskSac? _agent;

    /// <inheritdoc/>
    public MultiTaskSac Begin()
    {
        Leave();
        // libtorch keeps the count for each thread; on another node, or beside other runs, nobody else has set it.
        TorchRuntime.Threads = settings.Learner.Threads;
        return _agent = new MultiTaskSac(settings.Learner.Sac, settings.Seed, TorchRuntime.ParseDevice(settings.Learner.Device));
    }

    /// <inheritdoc/>
    public void Update(TransitionBatch batch, ulong index) => _agent!.Update(batch, index);

    /// <inheritdoc/>
    public void Finish()
    {
    }

    /// <inheritdoc/>
    public void Leave()
    {
        _agent?.Dispose();
        _agent = null;
    }

    /// <inheritdoc/>
    public void Dispose() => Leave();
}
