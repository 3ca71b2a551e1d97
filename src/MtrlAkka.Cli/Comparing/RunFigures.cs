using System.Text.Json;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Cli.Comparing;

/// <summary>What a finished run comes to.</summary>
/// <param name="Success">Success of each task in the last evaluation, in [0, 1].</param>
/// <param name="Return">Mean return over the tasks in the last evaluation; it moves before success does.</param>
/// <param name="ActorDormant">Percent of the actor's units that were dormant at the last measurement.</param>
/// <param name="CriticDormant">The same of the critics, their mean.</param>
/// <param name="Seconds">Time of its rounds, pauses left out; not a number for a run too short to have been timed.</param>
internal sealed record RunFigures(IReadOnlyList<double> Success, double Return, double ActorDormant, double CriticDormant, double Seconds)
{
    private const string Dormant = "/dormant", Actor = "plasticity/actor" + Dormant, Critic = "plasticity/critic_";

    /// <summary>Reads a run's folder; null where the run is not finished.</summary>
    public static RunFigures? Of(RunFolder folder)
    {
        if (!RunJournal.Read(folder).Finished) return null;
        var run = SavedRun.Open(folder);
        var last = run.AtLastCommit(manifest => manifest.EvaluationHistory is { } blob ? EvaluationHistory.Read(run.Blobs, blob) : [], null);
        if (last is not [.., var evaluation]) return null;
        double actor = double.NaN, critic = double.NaN, seconds = 0;
        long round = 0;
        foreach (string text in File.ReadLines(folder.Metrics))
        {
            using var json = JsonDocument.Parse(text);
            var line = json.RootElement;
            double Number(string tag) => line.TryGetProperty(tag, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN;
            if (line.TryGetProperty(Actor, out _))
            {
                actor = Number(Actor);
                critic = line.EnumerateObject()
                    .Where(static entry => entry.Name.StartsWith(Critic, StringComparison.Ordinal) && entry.Name.EndsWith(Dormant, StringComparison.Ordinal))
                    .Average(entry => Number(entry.Name));
            }

            if (!line.TryGetProperty("metrics/round", out var now)) continue;
            double steps = (now.GetDouble() - round) * run.Configuration.Settings.EnvironmentCount;
            seconds += steps / Number("metrics/environment_steps_per_second");
            round = (long)now.GetDouble();
        }

        // The lines stand at intervals, so rounds behind the last one are taken to be as fast.
        seconds = round == 0 ? double.NaN : seconds * run.Configuration.Settings.Rounds / round;
        return new RunFigures(
            [.. evaluation.Tasks.Select(static task => task.SuccessRate)], evaluation.Tasks.Average(static task => task.MeanReturn), actor, critic, seconds);
    }
}
