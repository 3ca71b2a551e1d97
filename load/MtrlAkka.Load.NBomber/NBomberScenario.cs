using MtrlAkka.Load.Profiles;
using MtrlAkka.Load.Scenarios;
using NBomber.Contracts;
using NBomber.CSharp;

namespace MtrlAkka.Load.NBomber;

/// <summary>
/// A scenario of this project as one of NBomber's: NBomber decides when requests begin and measures them; what a request is and whether its answer is
/// right the scenario says. What must hold when all are done is looked at in NBomber's clean-up, and kept, for NBomber only logs what fails there.
/// </summary>
/// <param name="scenario">The scenario; it is prepared by NBomber's initialisation.</param>
public sealed class NBomberScenario(IScenario scenario)
{
    private long _number = -1;

    /// <summary>What was wrong when all was done, a line each.</summary>
    public IReadOnlyList<string> Violations { get; private set; } = [];

    /// <summary>The scenario under a load.</summary>
    /// <param name="profile">The load.</param>
    /// <exception cref="InvalidDataException">The profile has what NBomber cannot do.</exception>
    public ScenarioProps Under(LoadProfile profile)
    {
        var props = Scenario.Create(scenario.Name, RunAsync)
            .WithInit(_ => scenario.PrepareAsync(CancellationToken.None))
            .WithClean(CleanAsync)
            .WithMaxFailCount(int.MaxValue)
            .WithLoadSimulations(NBomberProfile.Simulations(profile));
        var warmUp = NBomberProfile.WarmUp(profile);
        return warmUp > TimeSpan.Zero ? props.WithWarmUpDuration(warmUp) : props.WithoutWarmUp();
    }

    private async Task<IResponse> RunAsync(IScenarioContext context)
    {
        RequestOutcome outcome;
        try
        {
            outcome = await scenario.RequestAsync(Interlocked.Increment(ref _number), context.ScenarioCancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever it is, it is a request that failed, and is counted by its name.
        catch (Exception error)
#pragma warning restore CA1031
        {
            outcome = RequestOutcome.Wrong(error.GetType().Name);
        }

        return outcome.Failure is { } failure
            ? Response.Fail(statusCode: failure, message: failure)
            : Response.Ok(sizeBytes: outcome.Bytes);
    }

    private async Task CleanAsync(IScenarioInitContext context)
    {
        try
        {
            Violations = await scenario.VerifyAsync(CancellationToken.None).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // NBomber would only log it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Violations = [$"what came of the requests could not be looked at: {error.Message}"];
        }
    }
}
