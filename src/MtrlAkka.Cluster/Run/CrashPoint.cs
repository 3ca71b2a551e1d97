using System.Diagnostics;
using System.Globalization;
using MtrlAkka.Checkpoints;

namespace MtrlAkka.Cluster.Run;

/// <summary>Moments of a run at which a trial may kill the process; the last five are those of the blob store.</summary>
public enum CrashMoment
{
    /// <summary>The coordinator begins to make the parts ready.</summary>
    Restoring,

    /// <summary>One environment made its step of a round.</summary>
    EnvironmentStepped,

    /// <summary>All environments of a round have stepped and the replay is told.</summary>
    RoundStepped,

    /// <summary>A shard sent its samples of an update.</summary>
    BatchDrawn,

    /// <summary>The learner made an update and nobody knows yet.</summary>
    Updated,

    /// <summary>An evaluation is done and nobody knows yet.</summary>
    Evaluated,

    /// <summary>Every part of a checkpoint is copied.</summary>
    Captured,

    /// <summary>Every part of a checkpoint is on disk.</summary>
    BeforeCommit,

    /// <summary>The commit is in the journal.</summary>
    AfterCommit,

    /// <summary>See <see cref="BlobMoment.BeforeWrite"/>.</summary>
    BlobBeforeWrite,

    /// <summary>See <see cref="BlobMoment.BeforeSync"/>.</summary>
    BlobBeforeSync,

    /// <summary>See <see cref="BlobMoment.AfterWrite"/>.</summary>
    BlobAfterWrite,

    /// <summary>See <see cref="BlobMoment.BeforeDelete"/>.</summary>
    BlobBeforeDelete,

    /// <summary>See <see cref="BlobMoment.AfterDelete"/>.</summary>
    BlobAfterDelete,
}

/// <summary>
/// Kills this process, as a power cut would, when a moment comes for the nth time: that a run outlives it can only be
/// tried at moments that are hit for sure. Off, and free, unless MTRL_CRASH_AT=MOMENT:N is in the environment.
/// </summary>
public static class CrashPoint
{
    /// <summary>The environment variable.</summary>
    public const string Variable = "MTRL_CRASH_AT";

    private static readonly (CrashMoment Moment, long Passage)? Planned = Plan(Environment.GetEnvironmentVariable(Variable));
    private static long _passages;

    /// <summary>A moment has come.</summary>
    public static void Pass(CrashMoment moment)
    {
        if ((Planned is { } planned && planned.Moment == moment && Interlocked.Increment(ref _passages) == planned.Passage) || InjectedFaults.KillsAt(moment))
            Process.GetCurrentProcess().Kill();
    }

    /// <summary>A store whose moments are passed too, where a kill is planned, and whose writes fail where that is.</summary>
    public static IBlobStore Around(IBlobStore store) =>
        Planned is null && !InjectedFaults.IsOn ? store : new FaultyBlobStore(store, InjectedFaults.Disk, static (moment, _) => Pass(CrashMoment.BlobBeforeWrite + (int)moment));

    private static (CrashMoment Moment, long Passage)? Plan(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        return text.Split(':') is [var moment, var passage] && Enum.TryParse(moment, out CrashMoment parsed)
            ? (parsed, long.Parse(passage, CultureInfo.InvariantCulture))
            : throw new ArgumentException($"{Variable} is MOMENT:N with one of {string.Join(", ", Enum.GetNames<CrashMoment>())}, not '{text}'");
    }
}
