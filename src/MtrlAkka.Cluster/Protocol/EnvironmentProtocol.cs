using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Protocol;

/// <summary>Four numbers in [-1, 1]: the hand's displacement and the fingers' effort.</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Forward.</param>
/// <param name="Z">Up.</param>
/// <param name="Gripper">Closing effort.</param>
public readonly record struct EnvironmentAction(float X, float Y, float Z, float Gripper);

/// <summary>One row of experience, float32 as the replay keeps it.</summary>
/// <param name="Number">Counts the environment's rows, so that a repeated one is known.</param>
/// <param name="Observation">What the action answered, [39].</param>
/// <param name="Action">What was done.</param>
/// <param name="Reward">In [0, 10].</param>
/// <param name="NextObservation">What followed, [39]; at an episode's end the true last observation.</param>
/// <param name="Terminated">Whether no value follows; a truncated episode is not terminated.</param>
public sealed record Transition(
    long Number, float[] Observation, EnvironmentAction Action, float Reward, float[] NextObservation, bool Terminated);

/// <summary>An episode that ended.</summary>
/// <param name="Length">Its steps.</param>
/// <param name="Return">Sum of its rewards.</param>
/// <param name="Success">Whether any of its steps succeeded.</param>
public sealed record EpisodeEnd(int Length, double Return, bool Success);

/// <summary>Creates the simulation anew, or as it was captured.</summary>
/// <param name="Environment">Index of the environment in the run: task index times copies plus copy.</param>
/// <param name="Epoch">Life of the run that the environment belongs to from now on.</param>
/// <param name="State">What <see cref="EnvironmentCaptured"/> held, or null for a new environment.</param>
/// <param name="Quarantined">Whether it makes no more steps from now on.</param>
public sealed record PrepareEnvironment(int Environment, long Epoch, byte[]? State, bool Quarantined = false) : IStaysInProcess;

/// <summary>The environment exists, and tells the policy of its node what it observes.</summary>
/// <param name="Environment">Index of the environment.</param>
/// <param name="Epoch">Life of the run.</param>
/// <param name="Observation">What it observes, [39].</param>
public sealed record EnvironmentJoined(int Environment, long Epoch, float[] Observation) : IStaysInProcess;

/// <summary>Makes one step.</summary>
/// <param name="Epoch">Life of the run.</param>
/// <param name="Round">The vector step.</param>
/// <param name="Action">What to do.</param>
public sealed record StepEnvironment(long Epoch, long Round, EnvironmentAction Action) : IStaysInProcess;

/// <summary>One step was made.</summary>
/// <param name="Environment">Index of the environment.</param>
/// <param name="Epoch">Life of the run.</param>
/// <param name="Round">The vector step.</param>
/// <param name="Transition">What happened, or null where the physics broke or the environment is in quarantine.</param>
/// <param name="Observation">What the next action answers, [39]; after an episode's end that of the next one.</param>
/// <param name="Episode">The episode that ended with this step, or null.</param>
/// <param name="Returns">The discounted returns of all its episodes so far, where the learner normalises rewards by them; else unknown.</param>
public sealed record EnvironmentStepped(
    int Environment, long Epoch, long Round, Transition? Transition, float[] Observation, EpisodeEnd? Episode, ReturnRange Returns) : IStaysInProcess;

/// <summary>Asks for everything that decides the environment's future; the answer goes to the sender.</summary>
/// <param name="Epoch">Life of the run.</param>
/// <param name="Number">Number of the capture.</param>
public sealed record CaptureEnvironment(long Epoch, long Number) : IStaysInProcess;

/// <summary>Everything that decides an environment's future.</summary>
/// <param name="Environment">Index of the environment.</param>
/// <param name="Epoch">Life of the run.</param>
/// <param name="Number">Number of the capture.</param>
/// <param name="State">Bytes for <see cref="PrepareEnvironment"/>.</param>
public sealed record EnvironmentCaptured(int Environment, long Epoch, long Number, byte[] State) : ILifeMessage;
