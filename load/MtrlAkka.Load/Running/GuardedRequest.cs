using MtrlAkka.Load.Scenarios;

namespace MtrlAkka.Load.Running;

/// <summary>A request whose exceptions are failures of its own.</summary>
internal static class GuardedRequest
{
    public static async ValueTask<RequestOutcome> MakeAsync(IScenario scenario, long number, CancellationToken stop)
    {
        try
        {
            return await scenario.RequestAsync(number, stop).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever it is, it is a request that failed, and is counted by its name.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return RequestOutcome.Wrong(error.GetType().Name);
        }
    }
}
