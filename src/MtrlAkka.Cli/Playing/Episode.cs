using MtrlAkka.MetaWorld;
using MtrlAkka.Physics;

namespace MtrlAkka.Cli.Playing;

/// <summary>An episode of a task, step by step, as often as wanted.</summary>
/// <param name="environment">Where it is played; disposed of with the episode.</param>
/// <param name="goal">The random vector that lays the episode out.</param>
/// <param name="player">Who acts.</param>
internal sealed class Episode(MetaWorldEnvironment environment, double[] goal, IPlayer player) : IDisposable
{
    private readonly double[] _observation = new double[MetaWorldEnvironment.ObservationSize];
    private readonly float[] _action = new float[MetaWorldEnvironment.ActionSize];

    /// <summary>Full name of the task.</summary>
    public string Task => environment.Task;

    /// <summary>The physics, to be looked at.</summary>
    public Simulation Simulation => environment.Simulation;

    /// <summary>Steps taken.</summary>
    public int Steps => environment.StepCount;

    /// <summary>Steps at most, where the horizon is not reached before.</summary>
    public int MostSteps { get; set; } = int.MaxValue;

    /// <summary>The horizon, or as many steps as wanted, are reached.</summary>
    public bool Over { get; private set; }

    /// <summary>The step of the first success; null before it.</summary>
    public int? SuccessAt { get; private set; }

    /// <summary>What broke in the physics; null where nothing did.</summary>
    public string? Broken { get; private set; }

    /// <summary>Back to the first step, or to it for the first time.</summary>
    public void Begin()
    {
        environment.Reset(goal, _observation);
        (Over, SuccessAt, Broken) = (false, null, null);
    }

    /// <summary>Takes a step. An episode whose physics breaks is over; what broke is in <see cref="Broken"/>.</summary>
    public void Step()
    {
        player.Act(environment, _observation, _action);
        StepResult result;
        try
        {
            result = environment.Step(_action, _observation);
        }
        catch (BrokenEpisodeException error)
        {
            (Broken, Over) = (error.Message, true);
            return;
        }

        if (result.Info.Success) SuccessAt ??= Steps;
        Over = result.Truncated || Steps >= MostSteps;
    }

    /// <summary>Steps until the first success or the end.</summary>
    public void StepToSuccess()
    {
        while (!Over && SuccessAt is null) Step();
    }

    /// <summary>Steps until a number of steps is taken, or the end.</summary>
    public void StepTo(int steps)
    {
        while (!Over && Steps < steps) Step();
    }

    /// <inheritdoc/>
    public void Dispose() => environment.Dispose();
}
