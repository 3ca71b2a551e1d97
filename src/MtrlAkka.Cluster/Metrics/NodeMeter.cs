using System.Diagnostics.Metrics;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Metrics;

/// <summary>
/// What a node counts of itself. Whoever does something adds to a count, which costs an interlocked addition; who reads, an
/// exporter of <see cref="Meter"/> or the node's reports, asks for the values. <c>docs/operations.md</c> lists them.
/// </summary>
public sealed class NodeMeter : IDisposable
{
    /// <summary>Name of every node's meter.</summary>
    public const string Name = "MtrlAkka";

    private readonly TimeProvider _time;
    private readonly NodeInstruments _instruments;
    private readonly NodeCount[] _restarts = [.. Enum.GetValues<RunPart>().Select(static _ => new NodeCount())];
    private volatile IReadOnlyList<(string Task, int Environments)> _quarantined = [];
    private long _committed;

    /// <summary>A meter that has counted nothing.</summary>
    /// <param name="time">Measures waits.</param>
    public NodeMeter(TimeProvider time)
    {
        _time = time;
        EnvironmentWaits = new WaitClock(time);
        LearnerWaits = new WaitClock(time);
        Meter = new Meter(Name);
        _instruments = new NodeInstruments(Meter, this);
    }

    /// <summary>The instruments; several nodes of one process have one each, of the same name.</summary>
    public Meter Meter { get; }

    /// <summary>Environment steps.</summary>
    public NodeCount Steps { get; } = new();

    /// <summary>Training episodes that ended.</summary>
    public NodeCount Episodes { get; } = new();

    /// <summary>Failures of environments: broken physics and restarts in place.</summary>
    public NodeCount EnvironmentFailures { get; } = new();

    /// <summary>Updates of the learner.</summary>
    public NodeCount Updates { get; } = new();

    /// <summary>Rows that came into shards.</summary>
    public NodeCount Inserts { get; } = new();

    /// <summary>Rows drawn from shards.</summary>
    public NodeCount Samples { get; } = new();

    /// <summary>What the node's environments wait for.</summary>
    public WaitClock EnvironmentWaits { get; }

    /// <summary>What the learner waits for.</summary>
    public WaitClock LearnerWaits { get; }

    /// <summary>Rounds by which the policy that acted last was behind the learner; in async mode updates, the mean of the last second, where the steps come in.</summary>
    public NodeLevel PolicyAge { get; } = new();

    /// <summary>Mailboxes of the main actors.</summary>
    public MailboxDepths Mailboxes { get; } = new();

    /// <summary>Bytes of large messages sent to other nodes.</summary>
    public NodeCount BulkSent { get; } = new();

    /// <summary>Of <see cref="BulkSent"/>, bytes that went over streams.</summary>
    public NodeCount BulkStreamed { get; } = new();

    /// <summary>Bytes of large messages that came from other nodes.</summary>
    public NodeCount BulkReceived { get; } = new();

    /// <summary>Bytes of large messages on their way to other nodes, not acknowledged yet.</summary>
    public NodeLevel BulkInFlight { get; } = new();

    /// <summary>Bytes of large messages that wait to go to other nodes.</summary>
    public NodeLevel BulkQueued { get; } = new();

    /// <summary>Bytes of large messages that came and are not handled yet.</summary>
    public NodeLevel BulkUnhandled { get; } = new();

    /// <summary>Number of the run's present life, on the coordinator's node.</summary>
    public NodeLevel Epoch { get; } = new();

    /// <summary>Rounds of the run that are complete, on the coordinator's node.</summary>
    public NodeLevel Round { get; } = new();

    /// <summary>Times that the run went back to its last commit because something was lost.</summary>
    public NodeCount Rollbacks { get; } = new();

    /// <summary>Bytes of the last checkpoint, what it shares with those before it included.</summary>
    public NodeLevel CheckpointBytes { get; } = new();

    /// <summary>Bytes written for checkpoints.</summary>
    public NodeCount CheckpointNewBytes { get; } = new();

    /// <summary>Heartbeats of other nodes that came late.</summary>
    public NodeCount LateHeartbeats { get; } = new();

    /// <summary>Members of the cluster that this node cannot reach.</summary>
    public NodeLevel Unreachable { get; } = new();

    /// <summary>Tasks with environments that are left out of the run because they failed too often, on the coordinator's node.</summary>
    public IReadOnlyList<(string Task, int Environments)> Quarantined
    {
        get => _quarantined;
        set => _quarantined = value;
    }

    /// <summary>Seconds since the last commit on this node; null where there was none.</summary>
    public double? CheckpointAge => Interlocked.Read(ref _committed) is not 0 and var then ? _time.GetElapsedTime(then).TotalSeconds : null;

    /// <summary>Parts of this kind that were restarted.</summary>
    public NodeCount Restarts(RunPart part) => _restarts[(int)part];

    /// <summary>Parts of any kind that were restarted.</summary>
    public long AllRestarts => _restarts.Sum(static count => count.Value);

    /// <summary>A checkpoint is committed.</summary>
    /// <param name="seconds">From the cut to the commit.</param>
    /// <param name="bytes">Bytes of all its blobs.</param>
    /// <param name="newBytes">Bytes of those that no checkpoint before it has.</param>
    public void Committed(double seconds, long bytes, long newBytes)
    {
        _instruments.CheckpointDuration.Record(seconds);
        CheckpointBytes.Set(bytes);
        CheckpointNewBytes.Add(newBytes);
        Interlocked.Exchange(ref _committed, _time.GetTimestamp());
    }

    /// <summary>The training stood still for a checkpoint.</summary>
    /// <param name="seconds">From the cut until rounds were granted again.</param>
    public void Paused(double seconds) => _instruments.CheckpointPause.Record(seconds);

    /// <summary>A heartbeat of another node came.</summary>
    /// <param name="gap">Seconds since the one before it.</param>
    /// <param name="late">Whether that is longer than it should be.</param>
    public void HeartbeatCame(double gap, bool late)
    {
        _instruments.HeartbeatGap.Record(gap);
        if (late) LateHeartbeats.Add();
    }

    /// <summary>The run's coordinator has left this node, and what it said of the run with it.</summary>
    public void RunLeft()
    {
        Epoch.Clear();
        Round.Clear();
        CheckpointBytes.Clear();
        Quarantined = [];
        Interlocked.Exchange(ref _committed, 0);
    }

    /// <inheritdoc/>
    public void Dispose() => Meter.Dispose();
}
