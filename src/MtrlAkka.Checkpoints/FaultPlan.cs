using MtrlAkka.Numerics;

namespace MtrlAkka.Checkpoints;

/// <summary>What goes wrong with one write.</summary>
public enum BlobFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The disk is full in the middle: the write fails and nothing becomes visible.</summary>
    DiskFull,

    /// <summary>The sync to disk fails after all was written: the write fails and nothing becomes visible.</summary>
    SyncFails,

    /// <summary>The write seems to succeed, but the last half of the blob is not there.</summary>
    ShortWrite,

    /// <summary>The write succeeds, and later one bit of the blob is another.</summary>
    Corrupt,

    /// <summary>The write succeeds, and later the blob is gone.</summary>
    Lost,
}

/// <summary>Moments of a store at which a test may stop the world.</summary>
public enum BlobMoment
{
    /// <summary>Before anything is written.</summary>
    BeforeWrite,

    /// <summary>After the content was handed over, before it is synced and named.</summary>
    BeforeSync,

    /// <summary>The blob is visible and lasting; the writer does not know yet.</summary>
    AfterWrite,

    /// <summary>Before a blob is deleted.</summary>
    BeforeDelete,

    /// <summary>After a blob was deleted.</summary>
    AfterDelete,
}

/// <summary>Which write of a <see cref="FaultyBlobStore"/> goes wrong, and how; decided by its number, but for <see cref="Live"/>.</summary>
public sealed class FaultPlan
{
    private readonly Func<long, BlobFault> _faultOf;

    private FaultPlan(Func<long, BlobFault> faultOf) => _faultOf = faultOf;

    /// <summary>Nothing goes wrong.</summary>
    public static FaultPlan None { get; } = new(static _ => BlobFault.None);

    /// <summary>The writes of these numbers, from 0, go wrong in these ways.</summary>
    public static FaultPlan Scripted(params (long Write, BlobFault Fault)[] faults)
    {
        var script = faults.ToDictionary(static entry => entry.Write, static entry => entry.Fault);
        return new FaultPlan(write => script.GetValueOrDefault(write));
    }

    /// <summary>Each write goes wrong with a probability, in one of the given ways; all decided by the seed.</summary>
    public static FaultPlan Seeded(ulong seed, double probability, params BlobFault[] faults)
    {
        var random = new CounterRandom(seed, Stream: 0);
        int bound = (int)(probability * (1 << 30));
        return new FaultPlan(write => random.Below(1 << 30, (ulong)write, 0) < bound
            ? faults[random.Below(faults.Length, (ulong)write, 1)]
            : BlobFault.None);
    }

    /// <summary>Each write goes wrong as something else says when it begins.</summary>
    public static FaultPlan Live(Func<BlobFault> fault) => new(_ => fault());

    /// <summary>What goes wrong with a write.</summary>
    public BlobFault Of(long write) => _faultOf(write);
}
