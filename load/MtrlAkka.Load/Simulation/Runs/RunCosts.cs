using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Learning;
using MtrlAkka.Load.Simulation.Figures;
using MtrlAkka.Replay;

namespace MtrlAkka.Load.Simulation.Runs;

/// <summary>What the parts of one run take.</summary>
public sealed class RunCosts
{
    private readonly double _actFlops;

    /// <summary>The costs of a run.</summary>
    /// <param name="settings">The run's.</param>
    /// <param name="figures">What things take on a machine.</param>
    /// <param name="threads">Threads of an update.</param>
    /// <param name="update">Seconds of an update that is not the measured one, as of another device; null: of the figures.</param>
    public RunCosts(RunSettings settings, ServiceFigures figures, int threads, double? update)
    {
        (Figures, Threads) = (figures, threads);
        var sac = settings.Learner.Sac;
        _actFlops = UpdateBenchmark.ActFlops(sac);
        PolicyValues = (int)ParameterMatching.Count(sac).Actor;
        UpdateSeconds = update ?? figures.UpdateSeconds(UpdateBenchmark.Flops(sac), threads);
        BatchBytes = (double)sac.BatchSize * TransitionLayout.MetaWorld.RowBytes;
    }

    /// <summary>What things take on a machine.</summary>
    public ServiceFigures Figures { get; }

    /// <summary>Threads of an update.</summary>
    public int Threads { get; }

    /// <summary>Numbers of the actor's weights.</summary>
    public int PolicyValues { get; }

    /// <summary>Seconds of an update.</summary>
    public double UpdateSeconds { get; }

    /// <summary>Bytes of a batch.</summary>
    public double BatchBytes { get; }

    /// <summary>Core-seconds of copying the actor's weights.</summary>
    public double CopyPolicy => (double)PolicyValues * sizeof(float) * Figures.CopyByte;

    /// <summary>Core-seconds of the policy's answer.</summary>
    public double Act(int rows) => Figures.ActSeconds(_actFlops, rows);
}
