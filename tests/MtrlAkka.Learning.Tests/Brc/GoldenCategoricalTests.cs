using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

public class GoldenCategoricalTests(ITestOutputHelper output)
{
    public static TheoryData<string, bool, bool> Files
    {
        get
        {
            var data = new TheoryData<string, bool, bool>();
            foreach (string kind in new[] { "random", "edges" })
            {
                foreach (string support in new[] { "default", "bins51_vmax5", "bins11_vmax1" })
                {
                    foreach (bool host in new[] { true, false })
                    {
                        data.Add($"{kind}_{support}", host, true);
                        data.Add($"{kind}_{support}", host, false);
                    }
                }
            }

            return data;
        }
    }

    [GoldenTheory]
    [MemberData(nameof(Files))]
    public void Targets_and_losses_equal_the_reference(string name, bool host, bool wide)
    {
        var golden = BrcGolden.Open($"categorical/{name}");
        var type = wide ? ScalarType.Float64 : ScalarType.Float32;
        var support = new CategoricalSupport(golden.Count("num_bins"), golden.Number("v_max"));
        var kernels = (host ? DeviceKernels.For(CPU, type) : DeviceKernels.Torch).Categorical(support);
        int members = golden.Count("ensemble"), rows = golden["reward"].Length, bins = support.Bins;
        using var scope = NewDisposeScope();
        using Matrix logits = golden.Matrix("logits", members, rows, bins, type), next = golden.Matrix("next_logits", members, rows, bins, type);
        using Matrix rewards = golden.Matrix("reward", 1, rows, 1, type), log = golden.Matrix("next_log_prob", 1, rows, 1, type);
        using Matrix follows = golden.Matrix("mask", 1, rows, 1, type), alpha = golden.Matrix("temperature", 1, 1, 1, type);
        using Matrix target = Matrix.Zeros(1, rows, bins, type, CPU), gradient = Matrix.Zeros(members, rows, bins, type, CPU);
        using Matrix metrics = Matrix.Zeros(1, 1, Metric.Count, type, CPU), values = Matrix.Zeros(1, rows, 1, type, CPU);
        using var terminated = new Matrix(1 - follows.Tensor);
        alpha.Tensor.log_();

        kernels.Target(next, log, rewards, terminated, alpha, golden.Number("discount"), 1, target);
        kernels.CriticLoss(logits, target, null, gradient, metrics);
        kernels.Expectation(next, values);

        double[] got = BrcGolden.Values(target);
        double[] z = [.. Enumerable.Range(0, bins).Select(j => (j * support.Spacing) - support.Limit)];
        double[] Expected(double[] probabilities) =>
            [.. Enumerable.Range(0, rows).Select(row => Enumerable.Range(0, bins).Sum(j => z[j] * probabilities[(row * bins) + j]))];
        double mass = Enumerable.Range(0, rows).Max(row => Math.Abs(1 - got.Skip(row * bins).Take(bins).Sum()));
        double distribution = Golden.Largest(got, golden["target_probs"]), loss = Golden.Largest([BrcGolden.Values(metrics)[Metric.CriticLoss]], golden["loss"]);
        double slope = Golden.Largest(BrcGolden.Values(gradient), golden["grad_logits"]);
        double value = Math.Max(
            Golden.Largest(Expected(got), golden["q_target"]), Golden.Largest(BrcGolden.Values(values), Expected(golden["next_probs"])));
        output.WriteLine(
            $"{name} {type} {(host ? "host" : "tensor")} kernels: target {distribution:g2}, mass {mass:g2}, loss {loss:g2}, gradient {slope:g2}, values {value:g2}");
        // The reference's own float32 differs by as much: a place among a hundred bins has five digits behind the point.
        Assert.InRange(distribution, 0, wide ? 1e-12 : 1e-5);
        Assert.InRange(value, 0, wide ? 1e-12 : 1e-5);
        Assert.InRange(loss, 0, wide ? 1e-12 : 2e-6);
        Assert.InRange(slope, 0, wide ? 1e-12 : 1e-6);
        Assert.InRange(mass, 0, wide ? 1e-14 : 1e-6);
    }

    [GoldenTheory]
    [InlineData("float32")]
    [InlineData("float64")]
    public void No_probability_is_lost_at_the_top(string name)
    {
        var type = name == "float64" ? ScalarType.Float64 : ScalarType.Float32;
        foreach (var pair in BrcGolden.Json("categorical/mass_loss_at_top").GetProperty(name).EnumerateArray())
        {
            var support = new CategoricalSupport(pair[0].GetInt32(), pair[1].GetDouble());
            foreach (var kernels in new[] { DeviceKernels.For(CPU, type).Categorical(support), DeviceKernels.Torch.Categorical(support) })
            {
                using Matrix logits = Matrix.Zeros(1, 1, support.Bins, type, CPU), target = Matrix.Zeros(1, 1, support.Bins, type, CPU);
                using Matrix zero = Matrix.Zeros(1, 1, 1, type, CPU), reward = Matrix.Zeros(1, 1, 1, type, CPU);
                reward.Tensor.fill_(2 * support.Limit);
                kernels.Target(logits, zero, reward, zero, zero, 0.99, 1, target);
                double[] got = BrcGolden.Values(target);
                Assert.InRange(got[^1], 1 - 1e-5, 1 + 1e-5);
                Assert.InRange(got.Sum(), 1 - 1e-5, 1 + 1e-5);
            }
        }
    }
}
