using MtrlAkka.Numerics;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

/// <summary>GradNorm's arithmetic against the paper's loss of the weights, differentiated by autograd.</summary>
public class GradNormTests
{
    private const int Tasks = 5;
    private static readonly AdamSettings Adam = new(0.02, 0.9, 0.999, 1e-5, 0, 0);

    public static TheoryData<bool, bool, bool> Variants
    {
        get
        {
            var data = new TheoryData<bool, bool, bool>();
            for (int i = 0; i < 8; i++) data.Add((i & 1) != 0, (i & 2) != 0, (i & 4) != 0);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Weights_follow_the_gradient_of_the_papers_loss(bool host, bool losses, bool move)
    {
        var balancing = new Balancing(0.5, Adam, move);
        using var state = new GradNormState(Tasks, losses, ScalarType.Float64, CPU);
        using var gradients = Zeros();
        using var scope = NewDisposeScope();
        var kernels = (host ? DeviceKernels.For(CPU, ScalarType.Float64) : DeviceKernels.Torch).Gradients;
        Tensor weights = ones(Tasks, dtype: ScalarType.Float64), mean = zeros_like(weights), square = zeros_like(weights), first = zeros_like(weights);
        for (int step = 1; step <= 20; step++)
        {
            var rows = Draw(gradients.Matrix.Columns, (ulong)step) * tensor(new[] { 0.1, 1.0, 2.0, 0.5, 7.0 }).view(Tasks, 1);
            var now = Draw(1, (ulong)(100 + step)).abs().view(-1) / step;
            if (step == 1) first = now;
            using (no_grad()) gradients.Matrix.Tensor.copy_(rows / Tasks);
            using Matrix ofTasks = new(now.view(1, 1, Tasks).clone());
            using (no_grad()) kernels.Balance(gradients, losses ? ofTasks : null, state, balancing, step);

            var share = now / (first + 1e-12);
            var rate = losses ? (share / (share.mean() + 1e-12)).pow(0.5) : ones_like(now);
            var variable = weights.detach().clone().requires_grad_();
            var norms = (variable.unsqueeze(1) * rows).square().sum(1).sqrt();
            var target = norms.mean() * rate;
            var slope = autograd.grad([(norms - (move ? target : target.detach())).abs().sum()], [variable])[0];
            mean = (mean * 0.9) + (slope * (1 - 0.9));
            square = (square * 0.999) + (slope.square() * (1 - 0.999));
            weights -= mean / (1 - Math.Pow(0.9, step)) / ((square / (1 - Math.Pow(0.999, step))).sqrt() + 1e-5) * 0.02;
            weights *= Tasks / weights.sum();
            Assert.InRange((weights - state.Weights.Tensor.view(-1)).abs().max().item<double>(), 0, 1e-9);
        }

        Assert.InRange((weights - 1).abs().max().item<double>(), 0.05, Tasks);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Norms_of_unequal_tasks_come_together(bool host)
    {
        using var state = new GradNormState(Tasks, false, ScalarType.Float32, CPU);
        using var gradients = Zeros(ScalarType.Float32);
        using var mode = no_grad();
        for (int task = 0; task < Tasks; task++) gradients.View(task, 0).fill_(Math.Pow(3, task));
        var kernels = (host ? DeviceKernels.For(CPU, ScalarType.Float32) : DeviceKernels.Torch).Gradients;
        for (int step = 1; step <= 3000; step++) kernels.Balance(gradients, null, state, new Balancing(0, Adam with { LearningRate = 1e-3 }, false), step);
        float[] weights = state.Weights.Tensor.data<float>().ToArray();
        double[] norms = [.. weights.Select(static (weight, task) => weight * Math.Pow(3, task))];
        Assert.Equal(Tasks, weights.Sum(), 1e-4f);
        Assert.InRange(norms.Max() / norms.Min(), 1, 1.5);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Weights_stay_finite_and_above_0_whatever_losses_and_norms_are(bool host)
    {
        var kernels = (host ? DeviceKernels.For(CPU, ScalarType.Float32) : DeviceKernels.Torch).Gradients;
        using var state = new GradNormState(Tasks, true, ScalarType.Float32, CPU);
        using var gradients = Zeros(ScalarType.Float32);
        using var losses = Matrix.Zeros(1, 1, Tasks, ScalarType.Float32, CPU);
        using var mode = no_grad();
        for (int step = 1; step <= 2000; step++)
        {
            // Nothing at all at first, then losses and norms far apart, and one task that has neither.
            for (int task = 1; task < Tasks && step > 3; task++)
            {
                gradients.View(task, 0).fill_(Math.Pow(10, 3 * task - 9));
                losses.Tensor.view(-1).narrow(0, task, 1).fill_(Math.Pow(10, 12 - (5 * task)));
            }

            kernels.Balance(gradients, losses, state, new Balancing(2, Adam, false), step);
            float[] weights = state.Weights.Tensor.data<float>().ToArray();
            Assert.All(weights, static weight => Assert.InRange(weight, 1e-4, Tasks));
            Assert.Equal(Tasks, weights.Sum(), 1e-3f);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rows_are_weighed_by_their_task(bool host)
    {
        var kernels = (host ? DeviceKernels.For(CPU, ScalarType.Float64) : DeviceKernels.Torch).Gradients;
        using Matrix rows = new(ones(2, 6, 3, dtype: ScalarType.Float64)), weights = new(tensor(new[] { 1.0, 2.0, 0.5 }).view(1, 1, 3));
        kernels.Weigh(rows, weights, 10);
        double[] expected = [.. Enumerable.Range(0, 36).Select(static i => (i / 3 % 6 / 2) switch { 0 => 10.0, 1 => 20, _ => 5 })];
        Assert.Equal(expected, rows.Tensor.data<double>().ToArray());
    }

    private static TaskGradients Zeros(ScalarType type = ScalarType.Float64) =>
        new(new ParameterLayout([new("weights", [2000], ParameterStart.Constant(0))], 1), null, Tasks, type, CPU);

    private static Tensor Draw(int columns, ulong step)
    {
        var values = new float[Tasks * columns];
        new CounterRandom(5, 3).Normal(values, step);
        return tensor(values).to(ScalarType.Float64).view(Tasks, columns);
    }
}
