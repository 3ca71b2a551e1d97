using MtrlAkka.Numerics;
using static TorchSharp.torch;

namespace MtrlAkka.Learning.Tests;

public class TaskEmbeddingTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_gradient_is_that_of_the_vectors_at_length_one(bool host)
    {
        TaskKernels kernels = host ? new HostTaskKernels<double>() : new TorchTaskKernels();
        var layout = TaskEmbedding.Layout(3, 5);
        using FlatParameters table = new(layout, ScalarType.Float64, CPU), gradient = new(layout, ScalarType.Float64, CPU);
        table.Start(new CounterRandom(1, 1));
        using var embedding = new TaskEmbedding(kernels, table, gradient);
        using var scope = NewDisposeScope();
        // The third task has no row.
        using Matrix oneHot = new(nn.functional.one_hot(tensor([0L, 1, 0, 1]), 3).to(ScalarType.Float64).unsqueeze(0));
        using Matrix columns = Matrix.Zeros(1, 4, 5, ScalarType.Float64, CPU), flow = new(randn([2, 4, 5], dtype: ScalarType.Float64));
        embedding.Write(oneHot, columns);
        embedding.Backward(oneHot, flow);

        var leaf = table.View(0)[0].clone().requires_grad_();
        var unit = leaf / linalg.vector_norm(leaf, dims: [1], keepdim: true);
        var rows = unit.index_select(0, tensor([0L, 1, 0, 1]));
        Assert.InRange((rows - columns.Tensor[0]).abs().max().item<double>(), 0, 1e-15);
        (rows * flow.Tensor.sum([0])).sum().backward();
        var got = gradient.View(0)[0];
        Assert.InRange((leaf.grad! - got).abs().max().item<double>(), 0, 1e-14);
        Assert.InRange((got * leaf).sum(1).abs().max().item<double>(), 0, 1e-14);
        Assert.Equal(0, got[2].abs().max().item<double>());
    }

    [Fact]
    public void Without_a_gradient_there_is_no_way_back()
    {
        using var table = new FlatParameters(TaskEmbedding.Layout(3, 5), ScalarType.Float64, CPU);
        using var embedding = new TaskEmbedding(new TorchTaskKernels(), table, null);
        using Matrix oneHot = Matrix.Zeros(1, 4, 3, ScalarType.Float64, CPU), columns = Matrix.Zeros(1, 4, 5, ScalarType.Float64, CPU);
        Assert.Throws<InvalidOperationException>(() => embedding.Backward(oneHot, columns));
    }
}
