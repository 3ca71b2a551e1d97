namespace MtrlAkka.MetaWorld;

/// <summary>What one step gave, beside the observation.</summary>
/// <param name="Reward">In [0, 10]; version 1 is unbounded.</param>
/// <param name="Terminated">Whether the episode ended by success; only where the settings ask for it.</param>
/// <param name="Truncated">Whether the horizon is reached; the episode has not failed, so a learner bootstraps through it.</param>
/// <param name="Info">The benchmark's seven figures.</param>
public readonly record struct StepResult(double Reward, bool Terminated, bool Truncated, StepInfo Info)
{
    /// <summary>Whether the episode is over, for one reason or the other.</summary>
    public bool Over => Terminated || Truncated;
}

/// <summary>The figures the benchmark reports of each step. Their exact meaning differs between tasks.</summary>
/// <param name="Success">Whether the task is done at this moment; it may be undone later.</param>
/// <param name="NearObject">Whether the fingers are at the object, 0 or 1; a distance or a reward in some tasks.</param>
/// <param name="GraspSuccess">Whether the object is held, 0 or 1.</param>
/// <param name="GraspReward">The reward's part for reaching and holding the object.</param>
/// <param name="InPlaceReward">The reward's part for the object's being where it belongs, in [0, 1].</param>
/// <param name="ObjectToTarget">Distance left, metres.</param>
/// <param name="UnscaledReward">The reward itself.</param>
public readonly record struct StepInfo(
    bool Success,
    double NearObject,
    double GraspSuccess,
    double GraspReward,
    double InPlaceReward,
    double ObjectToTarget,
    double UnscaledReward);
