namespace MtrlAkka.MetaWorld.Tasks;

/// <summary>A task that has Meta-World's first reward as well. A task without it is refused where that version is asked for.</summary>
public interface IRewardV1
{
    /// <summary>Reward and figures of version 1; the parameters are those of <see cref="ManipulationTask.Evaluate"/>.</summary>
    StepInfo EvaluateV1(ReadOnlySpan<double> observation, ReadOnlySpan<double> action);
}
