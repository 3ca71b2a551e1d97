using System.Text.Json;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Learning;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MtrlAkka.Cluster.Tests.Interchange;

/// <summary>Files of weights go to Python and back: networks written in numpy (examples/mtrl_weights.py) answer as ours do.</summary>
public class NumpyForwardTests(ITestOutputHelper output)
{
    private const double Tolerance = 1e-5;

    [NumpyTheory]
    [InlineData("multi-head")]
    [InlineData("mlp")]
    [InlineData("soft-modules")]
    [InlineData("paco")]
    [InlineData("care")]
    [InlineData("film")]
    [InlineData("moore")]
    [InlineData("bro")]
    [InlineData("simba")]
    [InlineData("multi-head", false)]
    [InlineData("mlp", false)]
    [InlineData("soft-modules", false)]
    [InlineData("mlp", true, 42)]
    [InlineData("paco", true, 39)]
    public void What_is_exported_answers_in_numpy_as_here(string architecture, bool options = true, int width = 16)
    {
        using var folder = new TemporaryFolder();
        var configuration = Weights.Configuration(architecture, width, options);
        using var agent = Weights.Agent(configuration.Settings.Learner.Sac);
        Compare(agent, configuration, Weights.Write(Weights.Export(agent, configuration), folder["weights.safetensors"]), folder);
    }

    [NumpyTheory]
    [InlineData("multi-head", "crelu", false)]
    [InlineData("multi-head", "crelu", true)]
    [InlineData("mlp", "relu", true)]
    [InlineData("soft-modules", "crelu", true)]
    [InlineData("paco", "crelu", true)]
    [InlineData("care", "crelu", true)]
    [InlineData("film", "crelu", true)]
    [InlineData("moore", "crelu", true)]
    [InlineData("bro", "crelu", true)]
    [InlineData("simba", "crelu", true)]
    public void Other_activations_and_spectral_norms_answer_as_here(string architecture, string activation, bool spectralNorm)
    {
        using var folder = new TemporaryFolder();
        string[] settings = [.. new[] { "actor", "critic" }.SelectMany(network => new[]
        {
            $"learner.{network}.activation={activation}", $"learner.{network}.spectral-norm={(spectralNorm ? "on" : "off")}",
        })];
        var configuration = Weights.Configuration(architecture, settings: settings);
        using var agent = Weights.Agent(configuration.Settings.Learner.Sac);
        Compare(agent, configuration, Weights.Write(Weights.Export(agent, configuration), folder["weights.safetensors"]), folder);
    }

    [NumpyTheory]
    [InlineData("mlp")]
    [InlineData("bro")]
    [InlineData("simba")]
    public void Task_embeddings_answer_as_here(string architecture)
    {
        using var folder = new TemporaryFolder();
        var configuration = Weights.Configuration(architecture, settings: ["learner.task-embedding=6"]);
        using var agent = Weights.Agent(configuration.Settings.Learner.Sac);
        string path = Weights.Write(Weights.Export(agent, configuration), folder["weights.safetensors"]);
        Compare(agent, configuration, path, folder);
        using var started = new MultiTaskSac(configuration.Settings.Learner.Sac, 9, CPU);
        started.Start(ImportedWeights.Read(path).Start(configuration.Settings.Learner.Sac));
        Compare(started, configuration, path, folder);
    }

    [NumpyTheory]
    [InlineData("multi-head")]
    [InlineData("bro")]
    public void Categorical_critics_answer_as_here(string architecture)
    {
        using var folder = new TemporaryFolder();
        var configuration = Weights.Configuration(architecture, settings: ["learner.critic-loss=categorical", "learner.categorical.bins=11"]);
        using var agent = Weights.Agent(configuration.Settings.Learner.Sac);
        Compare(agent, configuration, Weights.Write(Weights.Export(agent, configuration), folder["weights.safetensors"]), folder);
    }

    [NumpyTheory]
    [InlineData("multi-head", "float32")]
    [InlineData("mlp", "float64")]
    [InlineData("multi-head", "float16")]
    [InlineData("soft-modules", "float32")]
    [InlineData("moore", "float64")]
    [InlineData("simba", "float32")]
    public void What_numpy_wrote_starts_an_agent_that_answers_the_same(string architecture, string type)
    {
        using var folder = new TemporaryFolder();
        var configuration = Weights.Configuration(architecture);
        var settings = configuration.Settings.Learner.Sac;
        File.WriteAllText(folder["description.json"], JsonSerializer.Serialize(new
        {
            arrays = StartingWeights.Expected(settings).Where(static spec => !spec.Name.StartsWith("target/", StringComparison.Ordinal))
                .ToDictionary(static spec => spec.Name, static spec => spec.Shape),
            metadata = ExportedWeights.Metadata(Weights.Manifest(new BlobRef(new string('0', 64), 0)), configuration),
        }));
        string path = folder["weights.safetensors"];
        Numpy.Exchange("draw", folder["description.json"], type, path);
        using var agent = new MultiTaskSac(settings, 1, CPU);
        var start = ImportedWeights.Read(path).Start(settings);
        Assert.Equal("there is no target/…: the target starts as the critics do", Assert.Single(start.Assumed));
        agent.Start(start);
        Compare(agent, configuration, path, folder);
        Assert.Equal(agent.CriticParameters.Vector.Tensor.data<float>().ToArray(), agent.TargetParameters.Vector.Tensor.data<float>().ToArray());
    }

    private void Compare(MultiTaskSac agent, RunConfiguration configuration, string path, TemporaryFolder folder)
    {
        var settings = configuration.Settings.Learner.Sac;
        var rows = Weights.Rows(settings);
        string said = Numpy.Exchange("forward", path, Weights.Write(rows, folder["rows.safetensors"]), folder["answers.safetensors"]);
        var answers = SafetensorsFile.Read(folder["answers.safetensors"]);
        double[] mean = answers["mean"].ToDoubles(), logStd = answers["log_std"].ToDoubles(), noise = rows["noise"].ToDoubles();
        double[] sampled = [.. mean.Select((value, i) => Math.Tanh(value + (Math.Exp(logStd[i]) * noise[i])))];
        double policy = Math.Max(
            Largest(Weights.Act(agent, settings, rows, sampled: false), [.. mean.Select(Math.Tanh)]), Largest(Weights.Act(agent, settings, rows, sampled: true), sampled));
        double critic = Largest(Weights.Values(agent.CriticParameters, agent.Embedding?.Table, settings, rows), answers["critic"].ToDoubles());
        double target = answers.Contains("target") ? Largest(Weights.Values(agent.TargetParameters, agent.Embedding?.Target, settings, rows), answers["target"].ToDoubles()) : 0;
        output.WriteLine($"actions {policy:g2}, critics {critic:g2}, target {target:g2}; {said}");
        Assert.InRange(policy, 0, Tolerance);
        Assert.InRange(critic, 0, Tolerance);
        Assert.InRange(target, 0, Tolerance);
        // Answers that all are alike would say little.
        Assert.True(mean.Max() - mean.Min() > 0.1, $"the means lie in [{mean.Min()}, {mean.Max()}]");
    }

    private static double Largest(IReadOnlyList<float> values, double[] expected) => Largest([.. values.Select(static value => (double)value)], expected);

    private static double Largest(double[] values, double[] expected)
    {
        Assert.Equal(expected.Length, values.Length);
        return values.Zip(expected, static (value, truth) => Math.Abs(value - truth) / Math.Max(1, Math.Abs(truth))).Max();
    }
}
