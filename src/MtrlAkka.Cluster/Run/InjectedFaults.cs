using System.Runtime.InteropServices;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Run;

/// <summary>
/// Faults that a trial switches on and off in this process from outside: that a run outlives them can only be tried where they
/// come for sure. Off, and free, unless MTRL_FAULTS names a folder (<see cref="FaultFolder"/>).
/// </summary>
public static partial class InjectedFaults
{
    /// <summary>The environment variable.</summary>
    public const string Variable = "MTRL_FAULTS";

    private static readonly FaultFolder? Folder =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? new FaultFolder(Directory.CreateDirectory(folder).FullName) : null;

    /// <summary>Whether this process dies at a moment that has come.</summary>
    public static bool KillsAt(CrashMoment moment) => Folder is not null && Folder.TakeCrash(moment);

    /// <summary>Whether a store's moments and writes must be looked at.</summary>
    public static bool IsOn => Folder is not null;

    /// <summary>What comes of a store's writes.</summary>
    public static FaultPlan Disk => Folder is null ? FaultPlan.None : FaultPlan.Live(static () => Folder!.Disk);

    /// <summary>The action that an environment really gets.</summary>
    /// <param name="environment">Index of the environment.</param>
    /// <param name="rows">Rows that it has made.</param>
    /// <param name="failures">How often its physics has broken.</param>
    /// <param name="action">The action that was meant.</param>
    /// <exception cref="InvalidOperationException">So the trial wants it.</exception>
    public static EnvironmentAction Poisoned(int environment, long rows, int failures, EnvironmentAction action)
    {
        switch (Folder?.TakePoison(environment, rows, failures))
        {
            case EnvironmentPoison.NaN:
                return action with { X = float.NaN };
            case EnvironmentPoison.Exception:
                throw new InvalidOperationException($"environment {environment} throws at row {rows}, as a trial told it to");
            case EnvironmentPoison.Crash:
                abort();
                return action;
            default:
                return action;
        }
    }

    [LibraryImport("libc")]
    private static partial void abort();
}
