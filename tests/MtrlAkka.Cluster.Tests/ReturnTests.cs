using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Learning;
using Xunit.Abstractions;

namespace MtrlAkka.Cluster.Tests;

/// <summary>What the normalisation of rewards needs of a run: the returns of its environments, on their way to the learner.</summary>
public class ReturnTests(ITestOutputHelper output)
{
    private const int Horizon = 25;
    private const double Gamma = 0.98;

    [Fact]
    public void An_environments_returns_are_those_of_its_rewards_and_outlive_it()
    {
        if (Small.Library(output) is not { } library) return;
        var run = Small.Context(Small.Configuration(Small.Brc), library);
        using var environment = new TrainingEnvironment(run, 2);
        using var resumed = new TrainingEnvironment(run, 2);
        var rewards = new List<double>();
        for (int step = 0; step < 4 * Horizon; step++)
        {
            var (transition, episode) = environment.Step(Action(step));
            rewards.Add(transition!.Reward);
            Assert.Equal((step + 1) % Horizon == 0, episode is not null);
            var expected = Expected(rewards);
            Assert.Equal(expected.Least, environment.Returns.Least, 1e-5 * Math.Abs(expected.Least));
            Assert.Equal(expected.Greatest, environment.Returns.Greatest, 1e-5 * Math.Abs(expected.Greatest));
            if (step == 40) resumed.Restore(environment.Save());
            if (step <= 40) continue;
            resumed.Step(Action(step));
            Assert.Equal(environment.Returns, resumed.Returns);
            Assert.Equal(environment.Save(), resumed.Save());
        }

        output.WriteLine($"{environment.Returns}");
    }

    [Fact]
    public void An_episode_whose_physics_broke_shows_no_return()
    {
        if (Small.Library(output) is not { } library) return;
        using var environment = new TrainingEnvironment(Small.Context(Small.Configuration(Small.Brc), library), 0);
        for (int step = 0; step < 10; step++) environment.Step(Action(step));
        Assert.Null(environment.Step(new EnvironmentAction(float.NaN, 0, 0, 0)).Transition);
        var rewards = new List<double>();
        for (int step = 0; step < Horizon; step++) rewards.Add(environment.Step(Action(step)).Transition!.Reward);
        Assert.Equal(Expected(rewards).Greatest, environment.Returns.Greatest, 1e-4);
        Assert.Equal(Expected(rewards).Least, environment.Returns.Least, 1e-4);
    }

    [Fact]
    public void Environments_of_a_run_without_normalisation_are_refused_by_name_and_keep_their_form()
    {
        if (Small.Library(output) is not { } library) return;
        using TrainingEnvironment without = new(Small.Context(Small.Configuration(), library), 0), with = new(Small.Context(Small.Configuration(Small.Brc), library), 0);
        byte[] state = without.Save();
        Assert.Equal(ReturnRange.Unknown, without.Returns);
        Assert.Contains("learner.return-normalisation", Assert.Throws<InvalidDataException>(() => with.Restore(state)).Message, StringComparison.Ordinal);
        without.Restore(with.Save());
        Assert.Equal(state, without.Save());
    }

    [Fact]
    public async Task The_learner_divides_by_what_the_environments_returned()
    {
        if (Small.Library(output) is not { } library) return;
        using var trial = new Trial(library, Small.Brc);
        await trial.FinishAsync();
        var run = Small.Context(Small.Configuration(Small.Brc), library);
        var last = trial.Notes.Figures.Last(static line => line.Values[0].Tag == "losses/qf_loss").Values.ToDictionary(static one => one.Tag, static one => one.Value);
        double temperature = last["metrics/alpha"];
        var manifest = trial.Committed()[^1];
        var blobs = new DirectoryBlobStore(trial.Folder.Blobs, readOnly: true);
        var states = EncodedState.Parse(blobs.ReadVerified(manifest.Environments[0].Blob));
        for (int task = 0; task < 3; task++)
        {
            var returns = ReturnRange.Unknown;
            for (int copy = 0; copy < 2; copy++)
            {
                using var environment = new TrainingEnvironment(run, (2 * task) + copy);
                environment.Restore(states.Get<byte>(CheckpointAssembly.EnvironmentName((2 * task) + copy)).ToArray());
                returns = returns.With(environment.Returns);
            }

            // Figures of the learner and the last round are of the same step.
            double divisor = (returns.Extent + (temperature / (1 - Gamma))) / 10;
            Assert.Equal(divisor, last[$"metrics/{run.Settings.Environments.Tasks[task]}_reward_divisor"], 1e-5 * divisor);
        }
    }

    private static EnvironmentAction Action(int step)
    {
        Span<float> values = stackalloc float[4];
        RandomStreams.WarmStart(9, 1).Uniform(values, -1, 1, (ulong)step);
        return new EnvironmentAction(values[0], values[1], values[2], values[3]);
    }

    /// <summary>The returns of all whole episodes, as their definition has them: each step's rewards to come, and the mean for ever behind the end.</summary>
    private static (double Least, double Greatest) Expected(List<double> rewards)
    {
        var returns = new List<double>();
        for (int first = 0; first + Horizon <= rewards.Count; first += Horizon)
        {
            double[] episode = [.. rewards.Skip(first).Take(Horizon)];
            for (int step = 0; step < Horizon; step++)
            {
                double sum = Math.Pow(Gamma, Horizon - step) * episode.Average() / (1 - Gamma);
                for (int k = step; k < Horizon; k++) sum += Math.Pow(Gamma, k - step) * episode[k];
                returns.Add(sum);
            }
        }

        return returns.Count == 0 ? (double.PositiveInfinity, double.NegativeInfinity) : (returns.Min(), returns.Max());
    }
}
