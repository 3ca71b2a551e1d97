namespace MtrlAkka.Load.Scenarios;

/// <summary>
/// Something that a cluster is asked to bear, declared once: what one request is, what makes its answer right, and what must
/// hold when all are done. Runners of either model, and of other tools, drive it through this alone.
/// </summary>
public interface IScenario : IAsyncDisposable
{
    /// <summary>A short name in lower case, words joined by hyphens.</summary>
    string Name { get; }

    /// <summary>What one request is, in a line.</summary>
    string Description { get; }

    /// <summary>Starts what the requests go to.</summary>
    /// <param name="stop">Gives it up.</param>
    Task PrepareAsync(CancellationToken stop);

    /// <summary>
    /// Makes one request and checks its answer. Called from many threads at once; what it throws counts as a failure of this one
    /// request.
    /// </summary>
    /// <param name="number">Counts the requests of all callers, from 0.</param>
    /// <param name="stop">Nobody waits for the answer any more.</param>
    ValueTask<RequestOutcome> RequestAsync(long number, CancellationToken stop);

    /// <summary>Looks at what came of all requests, when none is under way: nothing that was acknowledged may be lost, and nothing may be there twice.</summary>
    /// <param name="stop">Gives it up.</param>
    /// <returns>A line for each thing that is wrong.</returns>
    Task<IReadOnlyList<string>> VerifyAsync(CancellationToken stop);
}
