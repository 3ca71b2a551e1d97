using System.Globalization;
using MtrlAkka.Learning;

namespace MtrlAkka.Cli.Diagnosis;

/// <summary>What the learner computes with.</summary>
internal static class LearningProbe
{
    public static Finding LibTorch()
    {
        if (TorchRuntime.Problem() is { } problem)
        {
            // A folder that the user named is refused with what to do.
            if (problem.StartsWith("MTRL_LIBTORCH", StringComparison.Ordinal)) return new Finding(Health.Fail, "", problem);
            return new Finding(Health.Fail, "", $"does not load ({problem})",
                "apt-get install gcc libc6-dev patchelf where libstdc++ is older than GCC 13's, remove src/MtrlAkka.Cli/bin and start ./mtrl again");
        }

        string library = MachineProbe.Mapped("libtorch_cpu.so") ?? "a place unknown";
        return new Finding(Health.Ok, "", $"{TorchRuntime.Version} at {library}, {TorchRuntime.Threads} threads");
    }

    /// <summary>A probe that makes sense where libtorch can be used alone.</summary>
    public static Func<Finding> WithLibTorch(Func<Finding> probe) =>
        () => TorchRuntime.Problem() is null ? probe() : new Finding(Health.Fail, "", "needs libtorch, see above");

    public static Finding StandardLibrary() => MachineProbe.Mapped("libglibcxx_compat.so") is { } stub
        ? new Finding(Health.Ok, "", $"older than GCC 13's; TorchSharp is fitted to it by {stub}")
        : new Finding(Health.Ok, "", $"{MachineProbe.Mapped("libstdc++.so") ?? "not loaded"}, used as it is");

    public static Finding Mkl()
    {
        if (!MachineProbe.IsAmd()) return new Finding(Health.Ok, "", "its own path for this processor");
        return TorchRuntime.MklFastPath
            ? new Finding(Health.Ok, "", $"fast path on AMD switched on by {MachineProbe.Mapped("libmklamd.so") ?? "a library loaded before it"}")
            : new Finding(Health.Warn, "", "slow path on AMD", "start through ./mtrl without MTRL_MKL=default, and apt-get install gcc libc6-dev");
    }

    public static Finding MatrixProduct() => new(Health.Ok, "", string.Create(
        CultureInfo.InvariantCulture, $"{TorchRuntime.MatrixRate(TorchRuntime.ParseDevice("cpu")):0} GFLOP/s in float32 (2048 cubed, best of 5)"));

    public static Finding Devices() => TorchRuntime.CudaProblem is { } problem
        ? new Finding(Health.Ok, "", $"cpu ({problem})")
        : new Finding(Health.Ok, "", $"cpu, {string.Join(", ", Enumerable.Range(0, TorchRuntime.CudaDevices).Select(static index => $"cuda:{index}"))}");
}
