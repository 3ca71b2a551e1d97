using System.Text;
using Akka.Actor;
using Akka.Serialization;
using Akka.TestKit.Xunit2;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Tests;

public class RunEventSerializerTests : TestKit
{
    private readonly SerializerWithStringManifest _serializer;

    public RunEventSerializerTests() => _serializer = new RunEventSerializer((ExtendedActorSystem)Sys);

    [Fact]
    public void Events_come_back_as_they_were()
    {
        var blob = new BlobRef(new string('a', 64), 12);
        var manifest = new CheckpointManifest(
            "run", 3, 7, 140, new Provenance("1", "2", "3", "v2", 5, "6", "7"), blob, blob, [new EnvironmentEntry(0, 0, blob)],
            [new ShardManifest(0, 0, 1, 39, 4, 50, [60], [60], [new SegmentEntry(blob, [10], [60])])], new Dictionary<string, long> { ["updates"] = 9 }, blob);
        Assert.Equal(manifest.ToJson(), Assert.IsType<CheckpointCommitted>(Turn(new CheckpointCommitted(manifest))).Manifest.ToJson());
        foreach (IRunEvent happened in new IRunEvent[] { new EpochStarted(long.MaxValue), new CheckpointDropped(7), new RunFinished(140) })
            Assert.Equal(happened, Turn(happened));
        foreach (bool finished in new[] { false, true })
        {
            var snapshot = Assert.IsType<RunSnapshot>(Turn(new RunSnapshot(9, finished, [manifest, manifest with { Number = 8 }])));
            Assert.Equal((9, finished), (snapshot.Epoch, snapshot.Finished));
            Assert.Equal([manifest.ToJson(), (manifest with { Number = 8 }).ToJson()], snapshot.Committed.Select(static kept => kept.ToJson()));
        }
    }

    [Fact]
    public void A_damaged_snapshot_is_refused()
    {
        Assert.Throws<FormatException>(() => RunEventSerializer.Read(Encoding.UTF8.GetBytes("3\nperhaps"), "snapshot/1"));
        Assert.Throws<InvalidDataException>(() => RunEventSerializer.Read(Encoding.UTF8.GetBytes("3\ngoing on\n{"), "snapshot/1"));
    }

    [Fact]
    public void An_event_of_another_version_is_named()
    {
        var error = Assert.Throws<InvalidDataException>(() => _serializer.FromBinary(Encoding.UTF8.GetBytes("1"), "epoch/2"));
        Assert.Contains("'epoch/2'", error.Message);
        Assert.Throws<ArgumentException>(() => _serializer.Manifest("no event"));
    }

    private object Turn(object happened) => _serializer.FromBinary(_serializer.ToBinary(happened), _serializer.Manifest(happened));
}
