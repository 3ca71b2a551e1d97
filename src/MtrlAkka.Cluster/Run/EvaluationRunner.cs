using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Learning;
using MtrlAkka.MetaWorld;
using MtrlAkka.Numerics;

namespace MtrlAkka.Cluster.Run;

/// <summary>
/// Evaluates weights by the benchmark's protocol: deterministic actions, an episode ends with its first success, a
/// task's score is the fraction of its episodes with success. Each task has an environment of its own; all of them step
/// together, so that one forward answers them. Goals are drawn from the training's without repetition while they last, or
/// afresh where the training does so.
/// </summary>
public sealed class EvaluationRunner : IDisposable
{
    private const int Size = MetaWorldEnvironment.ObservationSize;
    private readonly RunContext _run;
    private readonly MetaWorldEnvironment[] _environments;
    private readonly PolicyNetwork _policy;
    private readonly double[] _exact = new double[Size];

    /// <summary>Creates the environments.</summary>
    public EvaluationRunner(RunContext run)
    {
        _run = run;
        _environments = [.. Enumerable.Range(0, run.Settings.Environments.Tasks.Count).Select(run.CreateEnvironment)];
        _policy = new PolicyNetwork(run.Sac);
    }

    /// <summary>Runs all episodes.</summary>
    /// <param name="version">The weights and their round.</param>
    /// <param name="episodes">Episodes of each task.</param>
    /// <param name="cancel">Asks to give up.</param>
    /// <exception cref="OperationCanceledException">It was asked to give up.</exception>
    public EvaluationResult Run(PolicyVersion version, int episodes, CancellationToken cancel)
    {
        _policy.Load(version.Weights);
        int tasks = _environments.Length;
        var lanes = new Lane[tasks];
        float[] observations = new float[tasks * Size];
        float[] actions = new float[tasks * MetaWorldEnvironment.ActionSize];
        int[] active = new int[tasks];
        for (int task = 0; task < tasks; task++)
        {
            lanes[task] = new Lane(GoalsOf(version.Round, task, episodes));
            Begin(task, lanes[task], episodes);
        }

        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            int rows = 0;
            for (int task = 0; task < tasks; task++)
            {
                if (lanes[task].Episode == episodes) continue;
                lanes[task].Observation.CopyTo(observations, rows * Size);
                active[rows++] = task;
            }

            if (rows == 0) break;
            _policy.Act(observations.AsSpan(0, rows * Size), active.AsSpan(0, rows), [], actions.AsSpan(0, rows * 4));
            for (int row = 0; row < rows; row++) Step(active[row], lanes[active[row]], actions.AsSpan(row * 4, 4), episodes);
        }

        return new EvaluationResult(
            version.Round,
            [.. lanes.Select(lane => new TaskScore((double)lane.Successes / episodes, lane.Returns / episodes))]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var environment in _environments) environment.Dispose();
        _policy.Dispose();
    }

    private void Step(int task, Lane lane, ReadOnlySpan<float> action, int episodes)
    {
        bool over;
        try
        {
            var result = _environments[task].Step(action, _exact);
            Narrow(lane.Observation);
            lane.Returns += result.Reward;
            if (result.Info.Success) lane.Successes++;
            over = result.Info.Success || result.Truncated;
        }
        catch (BrokenEpisodeException)
        {
            over = true;
        }

        if (!over) return;
        lane.Episode++;
        Begin(task, lane, episodes);
    }

    // Broken physics is an episode without success, at its start as well.
    private void Begin(int task, Lane lane, int episodes)
    {
        for (; lane.Episode < episodes; lane.Episode++)
        {
            try
            {
                _environments[task].Reset(lane.Goals[lane.Episode], _exact);
                Narrow(lane.Observation);
                return;
            }
            catch (BrokenEpisodeException)
            {
            }
        }
    }

    private void Narrow(float[] observation)
    {
        for (int i = 0; i < Size; i++) observation[i] = (float)_exact[i];
    }

    private double[][] GoalsOf(long round, int task, int episodes)
    {
        var random = RandomStreams.EvaluationGoals(_run.Settings.Seed, task);
        if (_run.Goals is { } table) return [.. Order(random, round, table.GoalsPerTask, episodes).Select(goal => table[task, goal].ToArray())];
        var fresh = _run.GoalsOf(task, random);
        double[][] goals = new double[episodes][];
        for (int episode = 0; episode < episodes; episode++)
        {
            goals[episode] = new double[_environments[task].GoalSize];
            fresh.Draw(((ulong)round << 20) + (ulong)episode, goals[episode]);
        }

        return goals;
    }

    // Shuffled decks of all goals, one after another, as many as the episodes need (Fisher and Yates).
    private static int[] Order(CounterRandom random, long round, int goals, int episodes)
    {
        int[] deck = [.. Enumerable.Range(0, goals)];
        int[] order = new int[episodes];
        for (int episode = 0; episode < episodes; episode++)
        {
            int position = episode % goals;
            int other = position + random.Below(goals - position, (ulong)round, (uint)episode);
            (deck[position], deck[other]) = (deck[other], deck[position]);
            order[episode] = deck[position];
        }

        return order;
    }

    private sealed class Lane(double[][] goals)
    {
        public double[][] Goals { get; } = goals;

        public float[] Observation { get; } = new float[Size];

        public int Episode { get; set; }

        public int Successes { get; set; }

        public double Returns { get; set; }
    }
}
