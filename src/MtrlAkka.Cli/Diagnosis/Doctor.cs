namespace MtrlAkka.Cli.Diagnosis;

/// <summary>Looks at everything that a run needs on this machine.</summary>
public static class Doctor
{
    private const int LongestMessage = 200;

    /// <summary>Examines the machine and prints what was found.</summary>
    /// <param name="output">Where the report goes.</param>
    /// <param name="runsFolder">The folder that holds the runs; it need not be there yet.</param>
    /// <param name="mujoco">A libmujoco named by the user; null looks in MTRL_MUJOCO, the cache and the system.</param>
    /// <returns>The exit code: 0, or 1 where something needed fails.</returns>
    public static int Run(TextWriter output, string runsFolder, string? mujoco)
    {
        var report = Examine(runsFolder, mujoco);
        report.Write(output);
        return report.Healthy ? 0 : 1;
    }

    /// <summary>Examines the machine.</summary>
    public static DoctorReport Examine(string runsFolder, string? mujoco = null)
    {
        (string Subject, Func<Finding> Probe)[] probes =
        [
            ("program", MachineProbe.Program),
            (".NET", MachineProbe.Runtime),
            (".NET SDK", MachineProbe.Sdk),
            ("system", MachineProbe.System),
            ("processor", MachineProbe.Processor),
            ("memory", MachineProbe.Memory),
            ("libtorch", LearningProbe.LibTorch),
            ("libstdc++", LearningProbe.StandardLibrary),
            ("MKL", LearningProbe.WithLibTorch(LearningProbe.Mkl)),
            ("matmul", LearningProbe.WithLibTorch(LearningProbe.MatrixProduct)),
            ("devices", LearningProbe.WithLibTorch(LearningProbe.Devices)),
            ("MuJoCo", () => MuJoCoProbe.Library(mujoco)),
            ("guard", () => MuJoCoProbe.Guard(mujoco)),
            ("rendering", RenderingProbe.Rendering),
            ("scenes", StoresProbe.Scenes),
            ("journal", StoresProbe.Journal),
            ("runs", () => StoresProbe.Runs(runsFolder)),
        ];
        return new DoctorReport([.. probes.Select(probe => Guarded(probe.Subject, probe.Probe))]);
    }

    // One broken part must not hide the others.
    private static Finding Guarded(string subject, Func<Finding> probe)
    {
        try
        {
            return probe() with { Subject = subject };
        }
        catch (Exception error)
        {
            string message = Innermost(error).Message.ReplaceLineEndings(" ");
            return new Finding(Health.Fail, subject, message.Length <= LongestMessage ? message : message[..LongestMessage] + "…");
        }
    }

    private static Exception Innermost(Exception error) => error.InnerException is null ? error : Innermost(error.InnerException);
}
