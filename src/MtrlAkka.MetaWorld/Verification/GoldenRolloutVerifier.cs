using MtrlAkka.Physics;

namespace MtrlAkka.MetaWorld;

/// <summary>Replays what Meta-World recorded and measures how far this project's environments are from it.</summary>
/// <param name="library">The MuJoCo to use; only the recording one gives the same numbers.</param>
/// <param name="assetsDirectory">Meta-World's assets, or null for this project's scenes.</param>
/// <param name="tolerance">Largest difference allowed in observations, rewards and scripted actions; for rewards of version 1 it is relative.</param>
public sealed class GoldenRolloutVerifier(MuJoCoLibrary library, string? assetsDirectory, double tolerance)
{
    private const int Size = MetaWorldEnvironment.ObservationSize;

    /// <summary>The version of the rewards that the golden files hold.</summary>
    public RewardVersion Reward { get; init; } = RewardVersion.V2;

    /// <summary>Compares a task's first observations, then each of its rollouts.</summary>
    /// <exception cref="MetaWorldException">The task is not built here, or its scene is missing.</exception>
    public IReadOnlyList<RolloutReport> Verify(GoldenTask golden)
    {
        using var environment = MetaWorldEnvironment.Create(
            new EnvironmentSettings { Task = golden.Task, AssetsDirectory = assetsDirectory, Reward = Reward }, library);
        var reports = new List<RolloutReport> { CompareResets(environment, golden) };
        foreach (var rollout in golden.Rollouts) reports.Add(Compare(environment, golden.Goal(rollout.GoalIndex), rollout));
        return reports;
    }

    private RolloutReport CompareResets(MetaWorldEnvironment environment, GoldenTask golden)
    {
        int count = golden.ResetObservations.Length / Size, firstBeyond = -1;
        double largest = 0;
        Span<double> observation = stackalloc double[Size];
        for (int i = 0; i < count; i++)
        {
            environment.Reset(golden.Goal(i), observation);
            double error = Difference(observation, golden.ResetObservations.AsSpan(i * Size, Size));
            if (IsBeyond(error) && firstBeyond < 0) firstBeyond = i;
            largest = Larger(largest, error);
        }

        return new RolloutReport(environment.Task, "reset", count, largest, 0, 0, 0, 0, firstBeyond, -1, -1);
    }

    private RolloutReport Compare(MetaWorldEnvironment environment, ReadOnlySpan<double> goal, GoldenRollout golden)
    {
        double observationError = 0, rewardError = 0, infoError = 0, actionError = 0;
        int mismatches = 0, firstBeyond = -1, firstSuccess = -1, goldenFirstSuccess = -1;
        Span<double> observation = stackalloc double[Size], answer = stackalloc double[MetaWorldEnvironment.ActionSize];
        Span<float> action = stackalloc float[MetaWorldEnvironment.ActionSize];

        environment.Reset(goal, observation);
        observationError = Difference(observation, golden.Observations.AsSpan(0, Size));
        if (IsBeyond(observationError)) firstBeyond = 0;
        for (int t = 0; t < golden.Steps; t++)
        {
            environment.ScriptedAction(golden.Observations.AsSpan(t * Size, Size), answer);
            double actionGap = Difference(answer, golden.PolicyActions.AsSpan(t * answer.Length, answer.Length));
            for (int i = 0; i < action.Length; i++) action[i] = (float)golden.Actions[t * action.Length + i];
            var result = environment.Step(action, observation);

            double observationGap = Difference(observation, golden.Observations.AsSpan((t + 1) * Size, Size));
            double rewardGap = Relative(Math.Abs(result.Reward - golden.Rewards[t]), golden.Rewards[t]);
            var recorded = golden.Info.AsSpan(t * GoldenRollout.InfoSize, GoldenRollout.InfoSize);
            bool success = recorded[0] > 0;
            if (success != result.Info.Success) mismatches++;
            if (success && goldenFirstSuccess < 0) goldenFirstSuccess = t;
            if (result.Info.Success && firstSuccess < 0) firstSuccess = t;
            if (firstBeyond < 0 && (IsBeyond(observationGap) || IsBeyond(rewardGap) || IsBeyond(actionGap) || success != result.Info.Success))
                firstBeyond = t + 1;

            observationError = Larger(observationError, observationGap);
            rewardError = Larger(rewardError, rewardGap);
            infoError = Larger(infoError, Difference(Figures(result.Info), recorded));
            actionError = Larger(actionError, actionGap);
        }

        return new RolloutReport(
            environment.Task, golden.Name, golden.Steps, observationError, rewardError, infoError, actionError,
            mismatches, firstBeyond, firstSuccess, goldenFirstSuccess);
    }

    // Rewards of version 1 are as large as thousands, so their errors are measured against their size.
    private double Relative(double error, double size) => Reward == RewardVersion.V1 ? error / Math.Max(1, Math.Abs(size)) : error;

    private static double[] Figures(in StepInfo info) =>
    [
        info.Success ? 1 : 0, info.NearObject, info.GraspSuccess, info.GraspReward, info.InPlaceReward,
        info.ObjectToTarget, info.UnscaledReward,
    ];

    private static double Difference(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double largest = 0;
        for (int i = 0; i < a.Length; i++) largest = Larger(largest, Math.Abs(a[i] - b[i]));
        return largest;
    }

    // NaN counts as the largest of all.
    private static double Larger(double a, double b) => double.IsNaN(b) || b > a ? b : a;

    private bool IsBeyond(double error) => !(error <= tolerance);
}
