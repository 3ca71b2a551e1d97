namespace MtrlAkka.Load.Scenarios;

/// <summary>A request on its way to the actor that stands for the client.</summary>
/// <param name="Number">Counts the requests.</param>
internal sealed record Pending(long Number)
{
    private readonly TaskCompletionSource<RequestOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What came of it.</summary>
    public Task<RequestOutcome> Outcome => _outcome.Task;

    /// <summary>It has ended.</summary>
    public void End(RequestOutcome outcome) => _outcome.TrySetResult(outcome);
}
