using System.Globalization;
using System.Text;
using Akka.Actor;
using Akka.Serialization;
using MtrlAkka.Checkpoints;

namespace MtrlAkka.Cluster.Protocol;

/// <summary>The journal's events as text: a manifest with a version, then numbers or the checkpoint's own JSON.</summary>
public sealed class RunEventSerializer : SerializerWithStringManifest
{
    private const string Epoch = "epoch/1";
    private const string Checkpoint = "checkpoint/1";
    private const string Dropped = "dropped/1";
    private const string Finished = "finished/1";

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
        _ => throw new ArgumentException($"{o.GetType().Name} is no event of a run's journal", nameof(o)),
    };

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => Encoding.UTF8.GetBytes(obj switch
    {
        EpochStarted started => started.Epoch.ToString(CultureInfo.InvariantCulture),
        CheckpointCommitted committed => committed.Manifest.ToJson(),
        CheckpointDropped dropped => dropped.Number.ToString(CultureInfo.InvariantCulture),
        RunFinished finished => finished.Round.ToString(CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"{obj.GetType().Name} is no event of a run's journal", nameof(obj)),
    });

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) => Read(bytes, manifest);

    /// <summary>Reads an event as the journal keeps it.</summary>
    /// <param name="bytes">The event.</param>
    /// <param name="manifest">What it is, and in which version.</param>
    /// <exception cref="InvalidDataException">This version does not know it.</exception>
    public static IRunEvent Read(byte[] bytes, string manifest)
    {
        string text = Encoding.UTF8.GetString(bytes);
        return manifest switch
        {
            Epoch => new EpochStarted(long.Parse(text, CultureInfo.InvariantCulture)),
            Checkpoint => new CheckpointCommitted(CheckpointManifest.Parse(text)),
            Dropped => new CheckpointDropped(long.Parse(text, CultureInfo.InvariantCulture)),
            Finished => new RunFinished(long.Parse(text, CultureInfo.InvariantCulture)),
            _ => throw new InvalidDataException($"the journal holds a '{manifest}', which this version does not know"),
        };
    }
}
