using System.Diagnostics;
using System.Globalization;
using TorchSharp;

namespace MtrlAkka.Cli.Diagnosis;

/// <summary>What the learner computes with.</summary>
internal static class LearningProbe
{
    private const int MatrixSize = 2048;
    private const int Repeats = 5;

    public static Finding LibTorch()
    {
        try
        {
            torch.InitializeDeviceType(DeviceType.CPU);
        }
        catch (Exception error) when (error is TypeInitializationException or NotSupportedException or DllNotFoundException)
        {
            return new Finding(Health.Fail, "", "does not load",
                "apt-get install gcc libc6-dev patchelf where libstdc++ is older than GCC 13's, remove src/MtrlAkka.Cli/bin and start ./mtrl again");
        }

        string library = MachineProbe.Mapped("libtorch_cpu.so") ?? "a place unknown";
        return new Finding(Health.Ok, "", $"{torch.__version__} at {library}, {torch.get_num_threads()} threads");
    }

    public static Finding StandardLibrary() => MachineProbe.Mapped("libglibcxx_compat.so") is { } stub
        ? new Finding(Health.Ok, "", $"older than GCC 13's; TorchSharp is fitted to it by {stub}")
        : new Finding(Health.Ok, "", $"{MachineProbe.Mapped("libstdc++.so") ?? "not loaded"}, used as it is");

    public static Finding Mkl()
    {
        if (!MachineProbe.IsAmd()) return new Finding(Health.Ok, "", "its own path for this processor");
        return MachineProbe.Mapped("libmklamd.so") is { } library
            ? new Finding(Health.Ok, "", $"fast path on AMD switched on by {library}")
            : new Finding(Health.Warn, "", "slow path on AMD", "start through ./mtrl without MTRL_MKL=default, and apt-get install gcc libc6-dev");
    }

    public static Finding MatrixProduct()
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var a = torch.rand(MatrixSize, MatrixSize);
        var b = torch.rand(MatrixSize, MatrixSize);
        // Into the same memory each time: fresh pages would be timed too.
        var c = torch.zeros(MatrixSize, MatrixSize);
        c.addmm_(a, b, beta: 0, alpha: 1);
        double best = double.MaxValue;
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            long start = Stopwatch.GetTimestamp();
            c.addmm_(a, b, beta: 0, alpha: 1);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        double rate = 2.0 * MatrixSize * MatrixSize * MatrixSize / best / 1e9;
        return new Finding(Health.Ok, "", string.Create(CultureInfo.InvariantCulture, $"{rate:0} GFLOP/s in float32 ({MatrixSize} cubed, best of {Repeats})"));
    }

    public static Finding Devices()
    {
        if (!torch.cuda.is_available()) return new Finding(Health.Ok, "", "cpu (no CUDA device, or libtorch without CUDA)");
        int count = torch.cuda.device_count();
        return new Finding(Health.Ok, "", $"cpu, {string.Join(", ", Enumerable.Range(0, count).Select(index => $"cuda:{index}"))}");
    }
}
