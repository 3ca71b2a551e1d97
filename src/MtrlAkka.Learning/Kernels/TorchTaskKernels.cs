using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>The tasks' arithmetic as tensor operations, on any device.</summary>
internal sealed class TorchTaskKernels : TaskKernels
{
    public override void Normalise(RewardNormalisation normalisation, Matrix oneHot, Matrix extents, Matrix logAlpha, Matrix rewards)
    {
        using var scope = NewDisposeScope();
        var divisor = logAlpha.Tensor.exp().mul_(normalisation.EntropyReturn).add(extents.Tensor).div_(normalisation.Limit);
        // A product with the inverse, since that of an infinite divisor is 0 and of 0 and infinity there is none.
        rewards.Tensor.mul_(oneHot.Tensor.bmm(divisor.reciprocal_().transpose(1, 2)));
    }

    public override void Embed(Matrix table, Matrix oneHot, Matrix columns)
    {
        using var scope = NewDisposeScope();
        columns.Tensor.copy_(oneHot.Tensor.bmm(table.Tensor / Length(table)));
    }

    public override void EmbedBackward(Matrix table, Matrix oneHot, Matrix columnGradient, Matrix gradient)
    {
        using var scope = NewDisposeScope();
        var length = Length(table);
        var unit = table.Tensor / length;
        var sum = oneHot.Tensor.transpose(1, 2).bmm(columnGradient.Tensor.sum(0, keepdim: true));
        gradient.Tensor.copy_((sum - (unit * (unit * sum).sum(2, keepdim: true))) / length);
    }

    private static Tensor Length(Matrix table) => table.Tensor.square().sum(2, keepdim: true).sqrt();
}
