using TorchSharp;
using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>The kernels of a device. They hold working memory, so each learner has its own.</summary>
/// <param name="Layers">Of networks.</param>
/// <param name="Sac">Of the algorithm.</param>
/// <param name="Optimizer">Of Adam.</param>
/// <param name="Tasks">Of what rows are told of their tasks.</param>
/// <param name="Categorical">Makes those of categorical critics.</param>
/// <param name="Gradients">Of the gradients of tasks.</param>
internal sealed record DeviceKernels(
    LayerKernels Layers, SacKernels Sac, OptimizerKernels Optimizer, TaskKernels Tasks, Func<CategoricalSupport, CategoricalKernels> Categorical,
    TaskGradientKernels Gradients)
{
    /// <summary>Tensor operations, which run anywhere.</summary>
    public static DeviceKernels Torch { get; } = new(
        new TorchLayerKernels(), new TorchSacKernels(), new TorchOptimizerKernels(), new TorchTaskKernels(),
        static support => new TorchCategoricalKernels(support), new TorchTaskGradientKernels());

    /// <summary>The fastest for a device and element type (float32 or float64).</summary>
    public static DeviceKernels For(Device device, ScalarType type) => (device.type, type) switch
    {
        (DeviceType.CPU, ScalarType.Float64) => Host<double>(),
        (DeviceType.CPU, _) => Host<float>(),
        _ => Torch,
    };

    private static DeviceKernels Host<T>() where T : unmanaged, System.Numerics.IFloatingPointIeee754<T> => new(
        new HostLayerKernels<T>(), new HostSacKernels<T>(), new HostOptimizerKernels<T>(), new HostTaskKernels<T>(),
        static support => new HostCategoricalKernels<T>(support), new HostTaskGradientKernels<T>());
}
