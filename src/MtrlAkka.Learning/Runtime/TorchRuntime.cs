using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace MtrlAkka.Learning;

/// <summary>What libtorch was found, on what devices, and how fast it multiplies.</summary>
public static class TorchRuntime
{
    /// <summary>
    /// Takes libtorch from a folder, such as the <c>lib</c> folder of a PyTorch installation with CUDA, as soon as something
    /// here needs it; a folder that cannot be used then throws a <see cref="TypeInitializationException"/> around an
    /// <see cref="InvalidDataException"/> that says why. Only in a program built without a libtorch of its own (build property
    /// MtrlLibtorch=none), and before anything else here is used.
    /// </summary>
    public static void UseLibraryFrom(string folder) => LibraryFolder.Chosen = new LibraryFolder(folder);

    /// <summary>Why libtorch cannot be used here, or null where it can.</summary>
    public static string? Problem()
    {
        try
        {
            TorchLibrary.Load();
            return null;
        }
        catch (TypeInitializationException error)
        {
            return error.GetBaseException().Message;
        }
    }

    /// <summary>Version of libtorch that TorchSharp was built for.</summary>
    public static string Version => torch.__version__;

    /// <summary>
    /// Threads of one operation on the CPU; set it before the first learner is made. Part of a run's record: other counts may
    /// give other last bits. Where environments run beside the learner on few cores, fewer threads than cores do better.
    /// </summary>
    public static int Threads
    {
        get
        {
            TorchLibrary.Load();
            return get_num_threads();
        }

        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            TorchLibrary.Load();
            set_num_threads(value);
        }
    }

    /// <summary>Native tensors that exist now, wherever they are; one that is never freed shows here.</summary>
    public static long Tensors => Tensor.TotalCount;

    /// <summary>CUDA devices that can be used; 0 where there is none or libtorch has no CUDA.</summary>
    public static int CudaDevices
    {
        get
        {
            TorchLibrary.Load();
            return cuda.is_available() ? cuda.device_count() : 0;
        }
    }

    /// <summary>Why there is no CUDA device, with what to do, or null where there is one.</summary>
    public static string? CudaProblem => CudaDevices > 0 ? null
        : NativeLibrary.TryLoad("libtorch_cuda.so", out _)
            ? "libtorch has CUDA and finds no device: nvidia-smi must list one, and CUDA_VISIBLE_DEVICES must not hide it"
            : $"this libtorch has no CUDA: set MTRL_LIBTORCH to the lib folder of a PyTorch {LibraryFolder.Needed} with CUDA";

    /// <summary>
    /// Whether MKL was told to take its fast path on processors of another maker than Intel (a library that answers
    /// <c>mkl_serv_intel_cpu_true</c> was loaded before libtorch). Results differ in the last bits, so it is part of a run's record.
    /// </summary>
    public static bool MklFastPath
    {
        get
        {
            TorchLibrary.Load();
            nint own = TorchLibrary.Function("mkl_serv_intel_cpu_true");
            nint first = NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "mkl_serv_intel_cpu_true", out nint found) ? found : 0;
            return first != 0 && first != own;
        }
    }

    /// <summary>The device of a setting: <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</summary>
    /// <exception cref="ArgumentException">It is none of these, or there is no such device; the message says what to do.</exception>
    public static Device ParseDevice(string text)
    {
        if (text == "cpu")
        {
            TorchLibrary.Load();
            return CPU;
        }

        int index = 0;
        if (text != "cuda" && !(text.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(text.AsSpan(5), out index) && index >= 0))
            throw new ArgumentException($"device '{text}' is not one of cpu, cuda, cuda:N");
        int count = CudaDevices;
        if (CudaProblem is { } problem) throw new ArgumentException($"device '{text}': {problem}; or use cpu");
        if (index >= count) throw new ArgumentException($"device '{text}': there are only {count} CUDA devices, from cuda:0");
        return new Device(DeviceType.CUDA, index);
    }

    /// <summary>Rate of a plain float32 product of square matrices, in GFLOP/s (2 n³ operations each): the best of some.</summary>
    /// <param name="device">Where.</param>
    /// <param name="size">Rows and columns.</param>
    /// <param name="times">How often to measure.</param>
    public static double MatrixRate(Device device, int size = 2048, int times = 5)
    {
        using var product = new PlainProduct(device, size, MatmulPrecision.Full);
        return Enumerable.Range(0, times).Max(_ => product.Rate());
    }
}
