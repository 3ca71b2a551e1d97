using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>The agent's arithmetic as tensor operations, on any device.</summary>
internal sealed class TorchSacKernels : SacKernels
{
    public override void Sample(Matrix output, Matrix noise, Matrix action, Matrix logProbability, (double Low, double High) bounds)
    {
        using var scope = NewDisposeScope();
        var (mean, raw) = Halves(output);
        var logStd = raw.clamp(bounds.Low, bounds.High);
        var sample = mean + (logStd.exp() * noise.Tensor);
        double limit = Limit(sample.dtype);
        action.Tensor.copy_(sample.tanh().clamp(-limit, limit));
        // log(1 - tanh²) = 2 (log 2 - x - softplus(-2x)), which does not cancel for large x.
        var correction = 2 * (Math.Log(2) - sample - Softplus(-2 * sample));
        var density = (noise.Tensor.square() * -0.5) - logStd - (0.5 * Math.Log(2 * Math.PI));
        logProbability.Tensor.copy_((density - correction).sum(2, keepdim: true));
    }

    public override void TaskWeights(Matrix logAlpha, Matrix weights)
    {
        using var scope = NewDisposeScope();
        weights.Tensor.copy_((-logAlpha.Tensor).softmax(2) * logAlpha.Columns);
    }

    public override void CriticLoss(
        Matrix q, Matrix targetQ, Matrix nextLogProbability, Matrix rewards, Matrix terminated, Matrix logAlpha, Matrix? weights,
        double gamma, double rewardScale, Matrix gradient, Matrix metrics, Matrix? taskLosses = null)
    {
        using var scope = NewDisposeScope();
        var alpha = OverRows(logAlpha.Tensor.exp(), q.Rows);
        var next = targetQ.Tensor.amin([0], keepdim: true) - (alpha * nextLogProbability.Tensor);
        var y = (rewards.Tensor * rewardScale) + ((1 - terminated.Tensor) * gamma * next);
        var error = q.Tensor - y;
        var weighted = Weighted(error, weights);
        gradient.Tensor.copy_(weighted * (2.0 / (q.Members * q.Rows)));
        var losses = weighted * error;
        Add(metrics, Metric.CriticLoss, losses.mean());
        Add(metrics, Metric.CriticValue, q.Tensor.mean());
        taskLosses?.Tensor.copy_(losses.view(q.Members, taskLosses.Columns, -1).mean([0, 2]).view(1, 1, -1));
    }

    public override void ActorLoss(Matrix q, Matrix logProbability, Matrix logAlpha, Matrix? weights, Matrix gradient, Matrix metrics)
    {
        using var scope = NewDisposeScope();
        var (least, index) = q.Tensor.min(0, keepdim: true);
        gradient.Tensor.zero_();
        gradient.Tensor.scatter_(0, index, Weighted(full_like(least, -1.0 / q.Rows), weights));
        Add(metrics, Metric.ActorLoss, Weighted((OverRows(logAlpha.Tensor.exp(), q.Rows) * logProbability.Tensor) - least, weights).mean());
        Add(metrics, Metric.Entropy, -logProbability.Tensor.mean());
    }

    public override void SampleBackward(
        Matrix output, Matrix noise, Matrix actionGradient, Matrix logAlpha, Matrix? weights, (double Low, double High) bounds, Matrix outputGradient)
    {
        using var scope = NewDisposeScope();
        var (mean, raw) = Halves(output);
        var spread = raw.clamp(bounds.Low, bounds.High).exp() * noise.Tensor;
        var action = (mean + spread).tanh();
        var weight = Weighted(OverRows(logAlpha.Tensor.exp(), output.Rows) / output.Rows, weights);
        double limit = Limit(action.dtype);
        // d log π / dx = 2 tanh x; the clip of the action passes nothing on beyond its bound.
        var through = actionGradient.Tensor.sum(0, keepdim: true) * (1 - action.square()) * ((action <= limit) & (action >= -limit));
        var sample = (weight * 2 * action) + through;
        var logStd = ((sample * spread) - weight) * ((raw >= bounds.Low) & (raw <= bounds.High));
        outputGradient.Tensor.copy_(cat([sample, logStd], 2));
    }

    public override void TemperatureLoss(
        TemperatureLoss loss, Matrix logProbability, Matrix logAlpha, double targetEntropy, Matrix gradient, Matrix metrics)
    {
        using var scope = NewDisposeScope();
        int tasks = logAlpha.Columns;
        gradient.Tensor.copy_((logProbability.Tensor + targetEntropy).view(1, tasks, -1).sum(2).view(1, 1, tasks) / -logProbability.Rows);
        bool linear = loss == Learning.TemperatureLoss.Alpha;
        if (linear) gradient.Tensor.mul_(logAlpha.Tensor.exp());
        Add(metrics, Metric.TemperatureLoss, (linear ? gradient.Tensor : gradient.Tensor * logAlpha.Tensor).sum());
    }

    private static (Tensor Mean, Tensor LogStd) Halves(Matrix output)
    {
        int size = output.Columns / 2;
        return (output.Tensor.narrow(2, 0, size), output.Tensor.narrow(2, size, size));
    }

    // [1, 1, tasks] to [1, rows, 1].
    private static Tensor OverRows(Tensor ofTasks, int rows)
    {
        long tasks = ofTasks.shape[2];
        return ofTasks.view(1, tasks, 1).expand(1, tasks, rows / tasks).reshape(1, rows, 1);
    }

    private static Tensor Weighted(Tensor rows, Matrix? weights) =>
        weights is null ? rows : rows * OverRows(weights.Tensor, (int)rows.shape[1]);

    // Without torch's switch to the identity above 20, which would cost digits in float64.
    private static Tensor Softplus(Tensor x) => x.clamp(min: 0) + minimum(x, -x).exp().log1p();

    // One less the distance from one to the next number of the type.
    private static double Limit(ScalarType type) => type == ScalarType.Float64 ? 1 - (Math.BitIncrement(1.0) - 1) : 1 - (MathF.BitIncrement(1) - 1);

    private static void Add(Matrix metrics, int place, Tensor value) => metrics.Tensor.view(-1).narrow(0, place, 1).add_(value);
}
