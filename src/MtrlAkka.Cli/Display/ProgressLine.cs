using MtrlAkka.Cluster.Metrics;
namespace MtrlAkka.Cli.Display;

/// <summary>A snapshot as one plain line, for logs and pipes.</summary>
public static class ProgressLine
{
    /// <summary>What is known of the snapshot, in one line; what is not known is left out.</summary>
    public static string Format(ProgressSnapshot snapshot)
    {
        var parts = new List<string> { snapshot.Phase, Rounds(snapshot) };
        if (snapshot.EnvironmentStepsPerSecond is not null) parts.Add($"{Figures.Rate(snapshot.EnvironmentStepsPerSecond)} steps/s");
        if (snapshot.UpdatesPerSecond is not null) parts.Add($"{Figures.Rate(snapshot.UpdatesPerSecond)} updates/s");
        if (snapshot.MeanEvaluationSuccess is not null) parts.Add($"evaluated {Figures.Share(snapshot.MeanEvaluationSuccess)}");
        if (snapshot.MeanTrainingSuccess is not null) parts.Add($"training {Figures.Share(snapshot.MeanTrainingSuccess)}");
        if (snapshot.CriticLoss is not null) parts.Add($"critic loss {Figures.Number(snapshot.CriticLoss)}");
        if (snapshot.ActorLoss is not null) parts.Add($"actor loss {Figures.Number(snapshot.ActorLoss)}");
        if (snapshot.CheckpointRound is long round) parts.Add($"checkpoint at {Figures.Count(round)}");
        if (snapshot.TimeLeft is not null) parts.Add($"{Figures.Duration(snapshot.TimeLeft)} left");
        return string.Join(", ", parts);
    }

    private static string Rounds(ProgressSnapshot snapshot) => snapshot.Done is double done
        ? $"round {Figures.Count(snapshot.Round)} of {Figures.Count(snapshot.TotalRounds)} ({Figures.Percent(done)})"
        : $"round {Figures.Count(snapshot.Round)}";
}
