using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Run;

/// <summary>The seat of an agent that is trained by itself, on the thread that calls, when it is its turn.</summary>
/// <param name="seat">The agent's own.</param>
/// <param name="turns">As many agents as may be updated side by side.</param>
internal sealed class TurnSeat(OwnSeat seat, SemaphoreSlim turns) : IAgentSeat
{
    /// <inheritdoc/>
    public MultiTaskSac Begin() => seat.Begin();

    /// <inheritdoc/>
    public void Update(TransitionBatch batch, ulong index)
    {
        turns.Wait();
        try
        {
            seat.Update(batch, index);
        }
        finally
        {
            turns.Release();
        }
    }

    /// <inheritdoc/>
    public void Finish() => seat.Finish();

    /// <inheritdoc/>
    public void Leave() => seat.Leave();
}
