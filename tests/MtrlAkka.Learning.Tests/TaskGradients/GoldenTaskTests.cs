using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

public class GoldenTaskTests(ITestOutputHelper output)
{
    public static TheoryData<string, bool, bool, double> Files
    {
        get
        {
            var data = new TheoryData<string, bool, bool, double>();
            string[] names =
            [
                "pcgrad", "pcgrad_nextobs_fixed", "pcgrad_corrected", "gradnorm", "gradnorm_corrected", "gradnorm_critic_3steps",
                "gradnorm_critic_3steps_corrected", "split_dummy_corrected", "split_plain_reference", "split_task_weights_source",
                "split_task_weights_corrected",
            ];
            foreach (string name in names)
            {
                foreach (bool host in new[] { true, false })
                {
                    data.Add(name, host, true, 1e-9);
                    data.Add(name, host, false, 1e-5);
                }
            }

            return data;
        }
    }

    [GoldenTheory]
    [MemberData(nameof(Files))]
    public void Updates_with_losses_of_tasks_equal_the_reference(string name, bool host, bool wide, double tolerance)
    {
        var tasks = new GoldenTasks($"updates/{name}");
        var (golden, settings) = (tasks.Golden, tasks.Settings);
        var type = wide ? ScalarType.Float64 : ScalarType.Float32;
        using var agent = new MultiTaskSac(settings, 1, CPU, type, host ? DeviceKernels.For(CPU, type) : DeviceKernels.Torch);
        GoldenUpdateTests.Start(agent, golden);
        var batch = new TransitionBatch(settings);
        double log = 0;
        for (int step = 0; step < golden.Steps; step++)
        {
            GoldenUpdateTests.Fill(batch, golden, step);
            agent.Update(batch, tasks.Noise("eps/next", step), tasks.Noise("eps/actor", step), tasks.Order());
            log = Math.Max(log, LogError(agent.ReadMetrics(), golden, step));
        }

        double parameters = new[]
        {
            golden.Error(agent.ActorParameters, "after/actor/"), golden.Error(agent.CriticParameters, "after/critic/"),
            golden.Error(agent.TargetParameters, "after/target/"), golden.Error(agent.LogTemperatures, "after/alpha/"),
        }.Max();
        double gradients = Math.Max(
            Gradients(tasks, agent.ActorRule, agent.ActorOptimizer.Gradient, "actor"),
            Gradients(tasks, agent.CriticRule, agent.CriticOptimizer.Gradient, "critic"));
        output.WriteLine($"{name} {type} {(host ? "host" : "tensor")} kernels: parameters {parameters:g2}, gradients and weights {gradients:g2}, logged figures {log:g2}");
        Assert.InRange(parameters, 0, tolerance);
        Assert.InRange(gradients, 0, tolerance);
        Assert.InRange(log, 0, tolerance);
    }

    // Gradients of tasks, what became of them, and what GradNorm remembers.
    private static double Gradients(GoldenTasks tasks, TaskRule rule, FlatParameters gradient, string network)
    {
        if (rule.Gradients is not { } gradients) return 0;
        var golden = tasks.Golden;
        double worst = Math.Max(tasks.Error(gradients, $"task_grad/{network}/"), golden.Error(gradient, $"surgery_grad/{network}/"));
        if (rule.State is not { } state) return worst;
        static double[] Values(Matrix ofTasks) => ofTasks.Tensor.to(ScalarType.Float64).data<double>().ToArray();
        double Error(Matrix ofTasks, string name) => Golden.Largest(Values(ofTasks), golden.File[name].ToDoubles());
        worst = Math.Max(worst, Error(state.Weights, $"state/{network}/gradnorm_task_weights_after"));
        if (rule.Losses is null) return worst;
        double[] losses = golden.File[$"task_loss/{network}"].ToDoubles()[^golden.Tasks..];
        worst = Math.Max(worst, Golden.Largest(Values(rule.Losses), losses));
        return Math.Max(worst, Error(state.FirstLosses!, $"state/{network}/gradnorm_original_losses"));
    }

    // The reference logs the norm of the tasks' mean gradient, before anything is done to it; here the norm is of what comes out.
    private static double LogError(UpdateMetrics metrics, Golden golden, int step)
    {
        double Logged(string name) => golden.File[name].ToDoubles()[step];
        return Golden.Largest(
            [metrics.CriticLoss, metrics.CriticValue, metrics.ActorLoss, metrics.TemperatureLoss, metrics.Temperatures.Sum(), metrics.CriticParameterNorm, metrics.ActorParameterNorm],
            [
                Logged("log/losses.qf_loss"), Logged("log/losses.qf_values"), Logged("log/losses.actor_loss"), Logged("log/losses.alpha_loss"),
                Logged("log/alpha"), Logged("log/metrics.critic_params_norm"), Logged("log/metrics.actor_params_norm"),
            ]);
    }
}
