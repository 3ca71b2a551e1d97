using MtrlAkka.MetaWorld;

namespace MtrlAkka.Cli.Playing;

/// <summary>The benchmark's own solution of a task.</summary>
internal sealed class ScriptedPlayer : IPlayer
{
    public void Act(MetaWorldEnvironment environment, ReadOnlySpan<double> observation, Span<float> action)
    {
        Span<double> answer = stackalloc double[MetaWorldEnvironment.ActionSize];
        environment.ScriptedAction(observation, answer);
        for (int i = 0; i < action.Length; i++) action[i] = (float)Math.Clamp(answer[i], -1, 1);
    }
}
