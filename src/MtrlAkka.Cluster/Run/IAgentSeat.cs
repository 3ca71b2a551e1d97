using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Run;

/// <summary>Where a run's agent is kept and updated: by itself, or in a group with the agents of other runs of this process.</summary>
public interface IAgentSeat
{
    /// <summary>A new agent with the run's settings and seed, in the place of an earlier one. It belongs to the seat.</summary>
    /// <exception cref="ArgumentException">A setting is out of range, or there is no such device.</exception>
    MultiTaskSac Begin();

    /// <summary>One update of the agent; returns when it is done.</summary>
    /// <param name="batch">Not touched by the caller meanwhile.</param>
    /// <param name="index">Index of the update in the run.</param>
    void Update(TransitionBatch batch, ulong index);

    /// <summary>No update follows; the agent stays.</summary>
    void Finish();

    /// <summary>Gives up the agent.</summary>
    void Leave();
}
