using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

public class GoldenUpdateTests(ITestOutputHelper output)
{
    public static TheoryData<string, bool, bool, double> Files
    {
        get
        {
            var data = new TheoryData<string, bool, bool, double>();
            string[] names =
            [
                "multihead", "multihead_10", "multihead_noclip", "multihead_task_weights", "vanilla", "vanilla_layernorm_skip",
                "soft_modules", "paco", "care", "film", "moore",
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
    public void Updates_equal_the_reference(string name, bool host, bool wide, double tolerance)
    {
        var golden = Golden.Open($"updates/{name}");
        const int Batch = 40;
        var type = wide ? ScalarType.Float64 : ScalarType.Float32;
        using var agent = new MultiTaskSac(golden.Settings(Batch), 1, CPU, type, host ? DeviceKernels.For(CPU, type) : DeviceKernels.Torch);
        Start(agent, golden);
        Assert.Equal(Batch, golden.Settings(Batch).BatchSize);
        var batch = new TransitionBatch(golden.Settings(Batch));
        double log = 0;
        for (int step = 0; step < golden.Steps; step++)
        {
            Fill(batch, golden, step);
            agent.Update(batch, golden.Rows("eps/next", step, 4), golden.Rows("eps/actor", step, 4));
            log = Math.Max(log, LogError(agent.ReadMetrics(), golden, step));
        }

        double parameters = new[]
        {
            golden.Error(agent.ActorParameters, "after/actor/"), golden.Error(agent.CriticParameters, "after/critic/"),
            golden.Error(agent.TargetParameters, "after/target/"), golden.Error(agent.LogTemperatures, "after/alpha/"),
        }.Max();
        output.WriteLine($"{name} {type} {(host ? "host" : "tensor")} kernels: parameters {parameters:g2}, logged figures {log:g2}");
        if (golden.Steps == 1) CheckGradients(agent, golden, tolerance);
        else CheckMoments(agent, golden, tolerance);
        Assert.InRange(parameters, 0, tolerance);
        Assert.InRange(log, 0, tolerance);
    }

    internal static void Start(MultiTaskSac agent, Golden golden)
    {
        golden.Load(agent.ActorParameters, "before/actor/");
        golden.Load(agent.CriticParameters, "before/critic/");
        golden.Load(agent.TargetParameters, "before/target/");
        golden.Load(agent.LogTemperatures, "before/alpha/");
    }

    internal static void Fill(TransitionBatch batch, Golden golden, int step)
    {
        golden.Rows("batch/observations", step, 39).CopyTo(batch.Observations, 0);
        golden.Rows("batch/next_observations", step, 39).CopyTo(batch.NextObservations, 0);
        golden.Rows("batch/actions", step, 4).CopyTo(batch.Actions, 0);
        golden.Rows("batch/rewards", step, 1).CopyTo(batch.Rewards, 0);
        golden.Rows("batch/dones", step, 1).CopyTo(batch.Terminated, 0);
    }

    private static double LogError(UpdateMetrics metrics, Golden golden, int step)
    {
        double Logged(string name) => golden.File[name].ToDoubles()[step];
        return Golden.Largest(
            [
                metrics.CriticLoss, metrics.CriticValue, metrics.ActorLoss, metrics.TemperatureLoss, metrics.Temperatures.Sum(),
                metrics.CriticGradientNorm, metrics.ActorGradientNorm, metrics.CriticParameterNorm, metrics.ActorParameterNorm,
            ],
            [
                Logged("log/losses.qf_loss"), Logged("log/losses.qf_values"), Logged("log/losses.actor_loss"), Logged("log/losses.alpha_loss"),
                Logged("log/alpha"), Logged("log/metrics.critic_grad_magnitude"), Logged("log/metrics.actor_grad_magnitude"),
                Logged("log/metrics.critic_params_norm"), Logged("log/metrics.actor_params_norm"),
            ]);
    }

    private static void CheckGradients(MultiTaskSac agent, Golden golden, double tolerance)
    {
        Assert.InRange(golden.Error(agent.ActorOptimizer.Gradient, "grad/actor/"), 0, tolerance);
        Assert.InRange(golden.Error(agent.CriticOptimizer.Gradient, "grad/critic/"), 0, tolerance);
        Assert.InRange(golden.Error(agent.TemperatureOptimizer.Gradient, "grad/alpha/"), 0, tolerance);
    }

    private static void CheckMoments(MultiTaskSac agent, Golden golden, double tolerance)
    {
        Assert.InRange(golden.Error(agent.ActorOptimizer.Mean, "state/actor/adam_mu/"), 0, tolerance);
        Assert.InRange(golden.Error(agent.ActorOptimizer.Square, "state/actor/adam_nu/"), 0, tolerance);
        Assert.InRange(golden.Error(agent.CriticOptimizer.Mean, "state/critic/adam_mu/"), 0, tolerance);
        Assert.InRange(golden.Error(agent.CriticOptimizer.Square, "state/critic/adam_nu/"), 0, tolerance);
    }
}
