using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>The kernels of a device.</summary>
internal sealed record DeviceKernels(LayerKernels Layers, SacKernels Sac, OptimizerKernels Optimizer)
{
    /// <summary>Tensor operations, which run anywhere.</summary>
    public static DeviceKernels Torch { get; } = new(new TorchLayerKernels(), new TorchSacKernels(), new TorchOptimizerKernels());

    /// <summary>The fastest for a device and element type.</summary>
    public static DeviceKernels For(Device device, ScalarType type) => Torch;
}
