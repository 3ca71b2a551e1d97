using Xunit.Abstractions;

namespace MtrlAkka.MetaWorld.Tests;

public sealed class ScriptedPolicyTests(ITestOutputHelper output)
{
    private const int Goals = 5;

    public static TheoryData<string> Tasks => [.. Benchmarks.MT10.Tasks];

    [Theory]
    [MemberData(nameof(Tasks))]
    public void The_scripted_policy_solves_its_task(string task)
    {
        var goals = GoalTable.Create([task], 42, Goals);
        using var environment = TestEnvironments.Create(task);
        int solved = 0;
        for (int goal = 0; goal < Goals; goal++)
        {
            if (Solves(environment, goals[0, goal])) solved++;
        }

        output.WriteLine($"{task} on MuJoCo {TestEnvironments.Library.Version}: {solved} of {Goals}");
        // The benchmark's policies miss a goal now and then; which one depends on the version of MuJoCo.
        Assert.InRange(solved, Goals - 1, Goals);
    }

    private static bool Solves(MetaWorldEnvironment environment, ReadOnlySpan<double> goal)
    {
        Span<double> observation = stackalloc double[MetaWorldEnvironment.ObservationSize];
        Span<double> answer = stackalloc double[MetaWorldEnvironment.ActionSize];
        Span<float> action = stackalloc float[MetaWorldEnvironment.ActionSize];
        environment.Reset(goal, observation);
        StepResult result;
        do
        {
            environment.ScriptedAction(observation, answer);
            for (int i = 0; i < action.Length; i++) action[i] = (float)Math.Clamp(answer[i], -1, 1);
            result = environment.Step(action, observation);
        }
        while (!result.Truncated && !result.Info.Success);
        return result.Info.Success;
    }
}
