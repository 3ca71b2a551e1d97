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
}
