using System.Globalization;
using System.Text;
using Akka.Actor;
using Akka.Serialization;
using MtrlAkka.Checkpoints;

namespace MtrlAkka.Cluster.Protocol;

/// <summary>The journal's events and snapshots as text: a manifest with a version, then numbers or the checkpoint's own JSON.</summary>
public sealed class RunEventSerializer : SerializerWithStringManifest
{
    private const string Epoch = "epoch/1";
    private const string Checkpoint = "checkpoint/1";
    private const string Dropped = "dropped/1";
    private const string Finished = "finished/1";
    private const string Snapshot = "snapshot/1";
    private const string NotFinished = "going on";

    /// <summary>Made by Akka from the configuration.</summary>
    public RunEventSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    /// <inheritdoc/>
    public override int Identifier => 78001;

    /// <inheritdoc/>
    public override string Manifest(object o) => o switch
    {
        EpochStarted => Epoch,
        CheckpointCommitted => Checkpoint,
        CheckpointDropped => Dropped,
        RunFinished => Finished,
        RunSnapshot => Snapshot,
        _ => throw new ArgumentException($"{o.GetType().Name} is no event of a run's journal", nameof(o)),
    };

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => Encoding.UTF8.GetBytes(obj switch
    {
        EpochStarted started => started.Epoch.ToString(CultureInfo.InvariantCulture),
        CheckpointCommitted committed => committed.Manifest.ToJson(),
        CheckpointDropped dropped => dropped.Number.ToString(CultureInfo.InvariantCulture),
        RunFinished finished => finished.Round.ToString(CultureInfo.InvariantCulture),
        RunSnapshot snapshot => Text(snapshot),
        _ => throw new ArgumentException($"{obj.GetType().Name} is no event of a run's journal", nameof(obj)),
    });

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) => Read(bytes, manifest);

    /// <summary>Reads an event or a snapshot as the journal keeps it.</summary>
    /// <param name="bytes">The event.</param>
    /// <param name="manifest">What it is, and in which version.</param>
    /// <exception cref="InvalidDataException">This version does not know it.</exception>
    /// <exception cref="FormatException">It is damaged.</exception>
    public static IRunState Read(byte[] bytes, string manifest)
    {
        string text = Encoding.UTF8.GetString(bytes);
        return manifest switch
        {
            Epoch => new EpochStarted(long.Parse(text, CultureInfo.InvariantCulture)),
            Checkpoint => new CheckpointCommitted(CheckpointManifest.Parse(text)),
            Dropped => new CheckpointDropped(long.Parse(text, CultureInfo.InvariantCulture)),
            Finished => new RunFinished(long.Parse(text, CultureInfo.InvariantCulture)),
            Snapshot => ParseSnapshot(text.Split('\n')),
            _ => throw new InvalidDataException($"the journal holds a '{manifest}', which this version does not know"),
        };
    }

    // A line for the epoch and one for the end, then one for each manifest, whose JSON has no line breaks.
    private static string Text(RunSnapshot snapshot) => string.Join('\n',
    [
        snapshot.Epoch.ToString(CultureInfo.InvariantCulture),
        snapshot.Finished ? Finished : NotFinished,
        .. snapshot.Committed.Select(static manifest => manifest.ToJson()),
    ]);

    private static RunSnapshot ParseSnapshot(string[] lines) => lines is [var epoch, Finished or NotFinished, .. var manifests]
        ? new RunSnapshot(long.Parse(epoch, CultureInfo.InvariantCulture), lines[1] == Finished, [.. manifests.Select(CheckpointManifest.Parse)])
        : throw new FormatException("a snapshot of a run begins with its epoch and whether it is finished");
}
