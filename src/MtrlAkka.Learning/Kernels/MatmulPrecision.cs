namespace MtrlAkka.Learning;

/// <summary>
/// How a learner multiplies matrices in its layers, forward and backward. Parameters, optimisers, losses and acting are float32
/// whatever it is.
/// </summary>
public enum MatmulPrecision
{
    /// <summary>float32.</summary>
    Full,

    /// <summary>Factors rounded to TF32 (10 bits behind the point), sums in float32: the tensor cores of NVIDIA GPUs from Ampere on. CUDA alone.</summary>
    Tf32,

    /// <summary>
    /// Factors and result rounded to bfloat16 (7 bits behind the point), sums in float32. On processors with AVX512-BF16 or AMX
    /// nearly twice as fast as float32, on others slower.
    /// </summary>
    Bf16,
}
