using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>The optimiser as tensor operations on whole vectors, on any device.</summary>
internal sealed class TorchOptimizerKernels : OptimizerKernels
{
    public override void Step(
        AdamSettings settings, long step, Matrix parameters, Matrix gradient, Matrix mean, Matrix square,
        Matrix? target, double tau, Matrix metrics, int place)
    {
        using var scope = NewDisposeScope();
        var g = gradient.Tensor;
        if (settings.Clip > 0 || place >= 0)
        {
            var norm = g.square().sum().sqrt();
            if (place >= 0) metrics.Tensor.view(-1).narrow(0, place, 1).add_(norm);
            if (settings.Clip > 0) g = g * (settings.Clip / norm).clamp(max: 1);
        }

        mean.Tensor.mul_(settings.Beta1).add_(g, alpha: 1 - settings.Beta1);
        square.Tensor.mul_(settings.Beta2).addcmul_(g, g, 1 - settings.Beta2);
        double correction1 = 1 - Math.Pow(settings.Beta1, step), correction2 = 1 - Math.Pow(settings.Beta2, step);
        var denominator = (square.Tensor / correction2).sqrt_().add_(settings.Epsilon);
        if (settings.WeightDecay > 0) parameters.Tensor.mul_(1 - (settings.LearningRate * settings.WeightDecay));
        parameters.Tensor.addcdiv_(mean.Tensor, denominator, -settings.LearningRate / correction1);
        target?.Tensor.mul_(1 - tau).add_(parameters.Tensor, alpha: tau);
    }

    public override void Pull(Matrix gradient, Matrix parameters, Matrix start, double factor)
    {
        using var scope = NewDisposeScope();
        gradient.Tensor.add_(parameters.Tensor - start.Tensor, alpha: factor);
    }

    public override void Multiply(Matrix vector, Matrix factors)
    {
        using var scope = NewDisposeScope();
        vector.Tensor.mul_(factors.Tensor);
    }
}
