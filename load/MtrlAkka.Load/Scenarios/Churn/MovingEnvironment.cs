using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Load.Scenarios.Churn;

/// <summary>An environment and where it is.</summary>
/// <param name="index">Index of the environment.</param>
/// <param name="worker">Its first worker.</param>
internal sealed class MovingEnvironment(int index, int worker)
{
    private const long Term = 1;
    private int _lives = 1;
    private byte[]? _state;

    public int Index => index;

    public int Worker { get; private set; } = worker;

    public EnvironmentKey Key => new(index, Incarnation.Of(Term, _lives));

    public EnvironmentLease Lease => new(Key, _state, Existing: false, Leaving);

    /// <summary>Whether it is to stand still and be handed back.</summary>
    public bool Leaving { get; set; }

    /// <summary>Steps that came.</summary>
    public long Made { get; set; }

    /// <summary>Steps that are said to be in the replay.</summary>
    public long Inserted { get; set; }

    /// <summary>What it observed last.</summary>
    public float[] Observation { get; set; } = [];

    /// <summary>It begins elsewhere with its state.</summary>
    public void Arrive(int worker, byte[] state)
    {
        (Worker, _state, Leaving, Inserted) = (worker, state, false, Made);
        _lives++;
    }
}
