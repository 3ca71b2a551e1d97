using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>The layers' kernels as tensor operations, on any device.</summary>
internal sealed class TorchLayerKernels : LayerKernels
{
    public override void BiasRelu(Matrix z, Matrix bias)
    {
        using var scope = NewDisposeScope();
        z.Tensor.add_(bias.Tensor).relu_();
    }

    public override void BiasCrelu(Matrix h, Matrix z, Matrix bias)
    {
        using var scope = NewDisposeScope();
        var sums = z.Tensor.add(bias.Tensor);
        h.Tensor.copy_(cat([sums, sums.neg()], 2).relu_());
    }

    public override void CreluBackward(Matrix dz, Matrix dh, Matrix h, Matrix? dBias)
    {
        using var scope = NewDisposeScope();
        var halves = dh.Tensor.mul(h.Tensor.gt(0)).chunk(2, 2);
        dz.Tensor.copy_(halves[0].sub(halves[1]));
        if (dBias is not null) SumRows(dBias, dz);
    }

    public override void Add(Matrix output, Matrix a, Matrix b)
    {
        using var scope = NewDisposeScope();
        output.Tensor.copy_(a.Tensor.add(b.Tensor));
    }

    public override void AddBias(Matrix z, Matrix bias) => z.Tensor.add_(bias.Tensor);

    public override void ReluBackward(Matrix dz, Matrix dh, Matrix activation, Matrix? dBias)
    {
        using var scope = NewDisposeScope();
        var gradient = dh.Tensor.mul(activation.Tensor.gt(0));
        dz.Tensor.copy_(gradient);
        dBias?.Tensor.copy_(gradient.sum(1, keepdim: true));
    }

    public override void SumRows(Matrix dBias, Matrix dz)
    {
        using var scope = NewDisposeScope();
        dBias.Tensor.copy_(dz.Tensor.sum(1, keepdim: true));
    }

    public override void LayerNorm(Matrix y, Matrix x, Matrix scale, Matrix shift, Matrix mean, Matrix rate)
    {
        using var scope = NewDisposeScope();
        mean.Tensor.copy_(x.Tensor.mean([2], keepdim: true));
        var centred = x.Tensor.sub(mean.Tensor);
        rate.Tensor.copy_(centred.square().mean([2], keepdim: true).add(NormEpsilon).rsqrt());
        y.Tensor.copy_(centred.mul(rate.Tensor).mul(scale.Tensor).add(shift.Tensor));
    }

    public override void LayerNormBackward(Matrix dx, Matrix dy, Matrix x, Matrix scale, Matrix mean, Matrix rate, Matrix? dScale, Matrix? dShift)
    {
        using var scope = NewDisposeScope();
        var normal = x.Tensor.sub(mean.Tensor).mul(rate.Tensor);
        dShift?.Tensor.copy_(dy.Tensor.sum(1, keepdim: true));
        dScale?.Tensor.copy_(dy.Tensor.mul(normal).sum(1, keepdim: true));
        var inner = dy.Tensor.mul(scale.Tensor);
        var along = inner.mul(normal).mean([2], keepdim: true);
        dx.Tensor.copy_(inner.sub(inner.mean([2], keepdim: true)).sub(normal.mul(along)).mul(rate.Tensor));
    }

    public override void SpectralDivide(Matrix output, Matrix kernel, Matrix left, Matrix right, Matrix norm)
    {
        using var scope = NewDisposeScope();
        var length = Length(right);
        norm.Tensor.copy_(length.div(Length(left)).clamp(min: LeastNorm));
        right.Tensor.div_(length);
        output.Tensor.copy_(kernel.Tensor.div(norm.Tensor));
    }

    public override void SpectralBackward(Matrix gradient, Matrix output, Matrix left, Matrix right, Matrix norm)
    {
        using var scope = NewDisposeScope();
        var along = gradient.Tensor.mul(output.Tensor).sum([1, 2], keepdim: true).div(Length(left));
        gradient.Tensor.sub_(left.Tensor.transpose(1, 2).mul(right.Tensor).mul(along)).div_(norm.Tensor);
    }

    public override void UnitLength(Matrix rows)
    {
        using var scope = NewDisposeScope();
        rows.Tensor.div_(Length(rows));
    }

    private static Tensor Length(Matrix rows) => rows.Tensor.square().sum(2, keepdim: true).sqrt().clamp(min: LeastNorm);
}
