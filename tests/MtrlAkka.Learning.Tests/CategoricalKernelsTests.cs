using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

public class CategoricalKernelsTests
{
    private static readonly CategoricalSupport Support = new(21, 3);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gradients_are_the_losses_derivatives_with_each_task_at_its_weight(bool host)
    {
        var kernels = Kernels(host);
        using var logits = Random(2, 6, 21);
        using var log = Random(1, 6, 1);
        using var alpha = Random(1, 1, 3);
        using Matrix gradient = Zeros(2, 6, 21), criticGradient = Zeros(2, 6, 21), metrics = Zeros(1, 1, Metric.Count);
        using var scope = NewDisposeScope();
        using Matrix weights = new(tensor([0.5, 1, 1.5]).view(1, 1, 3)), target = new(Random(1, 6, 21).Tensor.softmax(2));
        kernels.ActorLoss(logits, log, alpha, weights, gradient, metrics);
        kernels.CriticLoss(logits, target, weights, criticGradient, metrics);
        var ofRows = weights.Tensor.view(-1).repeat_interleave(2);
        var leaf = logits.Tensor.clone().requires_grad_();
        var z = linspace(-3, 3, 21, dtype: ScalarType.Float64);
        var bonus = alpha.Tensor.exp().view(-1).repeat_interleave(2) * log.Tensor.view(-1);
        var loss = (ofRows * (bonus - (leaf.softmax(2) * z).sum(2).mean([0]))).mean();
        loss.backward();
        Assert.Equal(loss.item<double>(), Golden.Values(metrics)[Metric.ActorLoss], 12);
        Assert.InRange((leaf.grad! - gradient.Tensor).abs().max().item<double>(), 0, 1e-14);

        leaf = logits.Tensor.clone().requires_grad_();
        loss = -(ofRows * (leaf.log_softmax(2) * target.Tensor).sum(2)).mean([1]).sum();
        loss.backward();
        Assert.Equal(loss.item<double>(), Golden.Values(metrics)[Metric.CriticLoss], 12);
        Assert.InRange((leaf.grad! - criticGradient.Tensor).abs().max().item<double>(), 0, 1e-14);
    }

    [Fact]
    public void Tasks_have_their_own_temperatures()
    {
        using Matrix logits = Random(2, 6, 21), log = Random(1, 6, 1), rewards = Random(1, 6, 1), alpha = Random(1, 1, 3), ended = Zeros(1, 6, 1);
        using Matrix host = Zeros(1, 6, 21), torch = Zeros(1, 6, 21);
        Kernels(true).Target(logits, log, rewards, ended, alpha, 0.9, 1, host);
        Kernels(false).Target(logits, log, rewards, ended, alpha, 0.9, 1, torch);
        using var scope = NewDisposeScope();
        Assert.InRange((host.Tensor - torch.Tensor).abs().max().item<double>(), 0, 1e-14);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_no_number_stays_none_in_its_row(bool host)
    {
        using Matrix logits = Random(1, 6, 21), zero = Zeros(1, 6, 1), alpha = Zeros(1, 1, 1), rewards = Zeros(1, 6, 1), target = Zeros(1, 6, 21);
        using var scope = NewDisposeScope();
        rewards.Tensor.view(-1)[2] = double.NaN;
        Kernels(host).Target(logits, zero, rewards, zero, alpha, 0.9, 1, target);
        bool[] broken = target.Tensor.isnan().any(2).data<bool>().ToArray();
        Assert.Equal([false, false, true, false, false, false], broken);
    }

    [Fact]
    public void Calls_leave_no_tensor_behind_and_the_host_allocates_nothing()
    {
        using Matrix logits = Random(2, 6, 21), zero = Zeros(1, 6, 1), alpha = Zeros(1, 1, 3), target = Zeros(1, 6, 21);
        using Matrix gradient = Zeros(2, 6, 21), metrics = Zeros(1, 1, Metric.Count);
        foreach (bool host in new[] { true, false })
        {
            var kernels = Kernels(host);
            void Run()
            {
                kernels.Target(logits, zero, zero, zero, alpha, 0.9, 1, target);
                kernels.CriticLoss(logits, target, null, gradient, metrics);
                kernels.ActorLoss(logits, zero, alpha, null, gradient, metrics);
                kernels.Expectation(logits, zero);
            }

            Run();
            long tensors = NativeTensors.Settled(), allocated = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 20; i++) Run();
            if (host) Assert.Equal(allocated, GC.GetAllocatedBytesForCurrentThread());
            Assert.Equal(tensors, Tensor.TotalCount);
        }
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(5000, 10)]
    [InlineData(101, 0)]
    [InlineData(101, double.PositiveInfinity)]
    public void A_support_that_cannot_be_is_refused(int bins, double limit) =>
        Assert.Throws<ArgumentException>(() => DeviceKernels.Torch.Categorical(new CategoricalSupport(bins, limit)));

    private static CategoricalKernels Kernels(bool host) =>
        (host ? DeviceKernels.For(CPU, ScalarType.Float64) : DeviceKernels.Torch).Categorical(Support);

    private static Matrix Zeros(int members, int rows, int columns) => Matrix.Zeros(members, rows, columns, ScalarType.Float64, CPU);

    private static Matrix Random(int members, int rows, int columns)
    {
        TorchLibrary.Load();
        using var scope = NewDisposeScope();
        using var generator = new Generator(5, CPU);
        return new Matrix(randn([members, rows, columns], dtype: ScalarType.Float64, generator: generator));
    }
}
