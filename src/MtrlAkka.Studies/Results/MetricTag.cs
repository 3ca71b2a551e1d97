namespace MtrlAkka.Studies.Results;

/// <summary>What a tag of <c>metrics.jsonl</c> says: <c>charts/reach-v3_training_return</c>, <c>plasticity/critic_0/dormant/layer_1</c>.</summary>
/// <param name="Task">The task, or empty.</param>
/// <param name="Network">The network, or empty.</param>
/// <param name="Layer">The layer, or empty.</param>
/// <param name="Name">What is measured.</param>
public readonly record struct MetricTag(string Task, string Network, string Layer, string Name)
{
    // What follows from time, the machine and interruptions, so that another process would have measured something else.
    private static readonly string[] OfProcess = ["environment_steps_per_second", "updates_per_second", "training_success_rate", "training_return"];
    private static readonly string[] OfEvaluation = ["success_rate", "episode_return", "mean_success_rate", "mean_episode_return"];

    /// <summary>Whether it says how the run went on its machine, and not what came of it.</summary>
    public bool IsOfProcess => OfProcess.Contains(Name) || Name.StartsWith("checkpoint_", StringComparison.Ordinal);

    /// <summary>Whether it is a score of an evaluation, which the run's checkpoints keep themselves.</summary>
    public bool IsOfEvaluation => OfEvaluation.Contains(Name);

    /// <summary>Takes a tag apart.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="tasks">The run's tasks, whose names begin some figures.</param>
    public static MetricTag Parse(string tag, IReadOnlyList<string> tasks)
    {
        string[] parts = tag.Split('/', 4);
        if (parts.Length > 2) return new MetricTag("", parts[1], parts.Length > 3 ? parts[3] : "", parts[2]);
        string name = parts[^1];
        string? task = tasks.FirstOrDefault(task => name.Length > task.Length && name[task.Length] == '_' && name.StartsWith(task, StringComparison.Ordinal));
        return task is null ? new MetricTag("", "", "", name) : new MetricTag(task, "", "", name[(task.Length + 1)..]);
    }
}
