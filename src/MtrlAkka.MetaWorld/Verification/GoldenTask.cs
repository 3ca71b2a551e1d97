using System.Text.Json;

namespace MtrlAkka.MetaWorld;

/// <summary>
/// What Meta-World itself did on one task: first observations of some goals, and rollouts. Read from the tensors of a
/// golden file; the format of the file is the caller's matter.
/// </summary>
public sealed class GoldenTask
{
    private GoldenTask(string task, double[] goals, int goalSize, double[] resets, IReadOnlyList<GoldenRollout> rollouts)
    {
        Task = task;
        Goals = goals;
        GoalSize = goalSize;
        ResetObservations = resets;
        Rollouts = rollouts;
    }

    /// <summary>Full name of the task.</summary>
    public string Task { get; }

    /// <summary>Random vectors of the goals, one after another.</summary>
    public double[] Goals { get; }

    /// <summary>Numbers in a goal's vector.</summary>
    public int GoalSize { get; }

    /// <summary>First observations (39 numbers each) of the first goals.</summary>
    public double[] ResetObservations { get; }

    /// <summary>The rollouts.</summary>
    public IReadOnlyList<GoldenRollout> Rollouts { get; }

    /// <summary>The random vector of a goal.</summary>
    public ReadOnlySpan<double> Goal(int index) => Goals.AsSpan(index * GoalSize, GoalSize);

    /// <summary>Reads a golden file's content.</summary>
    /// <param name="description">The file's JSON: <c>task</c>, <c>random_reset_space</c> and <c>rollouts</c> with their <c>goal_index</c>.</param>
    /// <param name="tensor">The elements of a tensor by name, row-major.</param>
    /// <exception cref="MetaWorldException">Something is missing or of the wrong length.</exception>
    public static GoldenTask Parse(string description, Func<string, double[]> tensor)
    {
        try
        {
            using var json = JsonDocument.Parse(description);
            string task = json.RootElement.GetProperty("task").GetString()!;
            int goalSize = json.RootElement.GetProperty("random_reset_space").GetProperty("low").GetArrayLength();
            var rollouts = new List<GoldenRollout>();
            foreach (var entry in json.RootElement.GetProperty("rollouts").EnumerateObject())
            {
                int goal = entry.Value.GetProperty("goal_index").GetInt32();
                double[] Part(string part) => tensor($"{entry.Name}/{part}");
                rollouts.Add(new GoldenRollout(
                    entry.Name, goal, Part("obs"), Part("action"), Part("policy_action"), Part("reward"), Part("info")));
            }

            var golden = new GoldenTask(task, tensor("goals/rand_vec"), goalSize, tensor("reset/obs"), rollouts);
            return golden.IsWhole ? golden : throw new MetaWorldException($"the golden file of {task} has tensors whose lengths do not fit");
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new MetaWorldException($"the golden file's description cannot be read: {error.Message}");
        }
    }

    private bool IsWhole =>
        GoalSize > 0
        && Goals.Length % GoalSize == 0
        && ResetObservations.Length % MetaWorldEnvironment.ObservationSize == 0
        && ResetObservations.Length / MetaWorldEnvironment.ObservationSize <= Goals.Length / GoalSize
        && Rollouts.All(rollout => rollout.IsWhole && rollout.GoalIndex < Goals.Length / GoalSize);
}

/// <summary>One recorded episode of T steps.</summary>
/// <param name="Name">Such as scripted.</param>
/// <param name="GoalIndex">Its goal.</param>
/// <param name="Observations">(T + 1) × 39.</param>
/// <param name="Actions">T × 4, as taken; they fit single precision.</param>
/// <param name="PolicyActions">T × 4, the scripted policy's answers to the observations.</param>
/// <param name="Rewards">T.</param>
/// <param name="Info">T × 7, in the order of <see cref="StepInfo"/>.</param>
public sealed record GoldenRollout(
    string Name, int GoalIndex, double[] Observations, double[] Actions, double[] PolicyActions, double[] Rewards, double[] Info)
{
    /// <summary>Figures of a step's info.</summary>
    public const int InfoSize = 7;

    /// <summary>T.</summary>
    public int Steps => Rewards.Length;

    internal bool IsWhole =>
        Observations.Length == (Steps + 1) * MetaWorldEnvironment.ObservationSize
        && Actions.Length == Steps * MetaWorldEnvironment.ActionSize
        && PolicyActions.Length == Actions.Length
        && Info.Length == Steps * InfoSize;
}
