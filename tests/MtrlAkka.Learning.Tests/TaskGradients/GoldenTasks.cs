using System.Text.Json;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

/// <summary>How a golden update in which each task has a loss of its own maps to this project's settings, noise and state.</summary>
internal sealed class GoldenTasks
{
    // Words of the files' notes that tell which faults of the reference are in the figures.
    private const string AtObservations = "sampled at data.observations";
    private const string Unweighted = "the actor is effectively unweighted";
    private const string TargetsHeld = "CORRECTED: stop_gradient on the target";

    private readonly JsonElement _config;
    private readonly string _notes;

    public GoldenTasks(string name)
    {
        Golden = Golden.Open(name);
        var root = JsonDocument.Parse(File.ReadAllText($"{Path.Join(Golden.Folder, name)}.json")).RootElement;
        (_config, _notes) = (root.GetProperty("config"), root.GetProperty("notes").GetString()!);
    }

    public Golden Golden { get; }

    public int Batch => _config.GetProperty("batch").GetInt32();

    public SacSettings Settings
    {
        get
        {
            var actor = _config.GetProperty("network").GetProperty("optimizer");
            var critic = (_config.TryGetProperty("critic_network", out var network) ? network : _config.GetProperty("network")).GetProperty("optimizer");
            var settings = Golden.Settings(Batch) with { ActorOptimisation = Optimisation(actor), CriticOptimisation = Optimisation(critic) };
            if (settings.CriticOptimisation == TaskOptimisation.GradNorm)
            {
                double rate = critic.GetProperty("gradnorm_optimizer").GetProperty("lr").GetDouble();
                settings = settings with { GradNorm = new GradNormSettings(critic.GetProperty("asymmetry").GetDouble(), rate) };
            }

            bool Noted(string words) => _notes.Contains(words, StringComparison.Ordinal);
            return settings with
            {
                Faults = new ReferenceFaults
                {
                    NextActionsAtObservations = Noted(AtObservations), UnweightedActor = Noted(Unweighted),
                    PcGrad = true, GradNorm = true, GradNormTargetsMove = !Noted(TargetsHeld),
                },
            };
        }
    }

    /// <summary>Noise of a step for each row grouped by task; the reference's one array for all tasks is repeated.</summary>
    public float[] Noise(string name, int step)
    {
        var tensor = Golden.File[name];
        if (tensor.Count == (long)Batch * 4 * Golden.Steps) return Golden.Rows(name, step, 4);
        int shared = (int)tensor.Count / Golden.Steps;
        return [.. Enumerable.Repeat(tensor.As<float>().Slice(step * shared, shared).ToArray(), Golden.Tasks).SelectMany(static rows => rows)];
    }

    /// <summary>The reference's one order of tasks, for each task; empty where it has none.</summary>
    public float[] Order()
    {
        if (Settings.CriticOptimisation != TaskOptimisation.PcGrad) return [];
        IEnumerable<float> Of(string network)
        {
            float[] order = [.. Golden.File[$"perm/{network}"].As<int>().ToArray().Select(static task => (float)task)];
            return Enumerable.Repeat(order, Golden.Tasks).SelectMany(static row => row);
        }

        return [.. Of("critic"), .. Of("actor")];
    }

    /// <summary>Largest difference of gradients of tasks from the file's, which are of each task's own loss.</summary>
    public double Error(TaskGradients gradients, string prefix)
    {
        using var scope = NewDisposeScope();
        double worst = 0;
        var settings = Settings;
        for (int i = 0; i < gradients.Layout.Parameters.Count; i++)
        {
            string tail = $"/{GoldenNames.Parameter(settings.Actor, gradients.Layout.Parameters[i].Name)}";
            string name = Golden.File.Tensors.Single(one => one.Name.StartsWith(prefix, StringComparison.Ordinal) && one.Name.EndsWith(tail, StringComparison.Ordinal)).Name;
            var own = cat([.. Enumerable.Range(0, gradients.Tasks).Select(task => gradients.View(task, i).reshape(-1) * gradients.Tasks)]);
            worst = Math.Max(worst, Golden.Largest(own.to(ScalarType.Float64).data<double>().ToArray(), Golden.File[name].ToDoubles()));
        }

        return worst;
    }

    private static TaskOptimisation Optimisation(JsonElement optimizer) => optimizer.GetProperty("class").GetString() switch
    {
        "PCGradConfig" => TaskOptimisation.PcGrad,
        "GradNormConfig" => TaskOptimisation.GradNorm,
        "OptimizerConfig" or "DummyMultiTaskConfig" => TaskOptimisation.Plain,
        var other => throw new InvalidDataException($"no optimisation is known as {other}"),
    };
}
