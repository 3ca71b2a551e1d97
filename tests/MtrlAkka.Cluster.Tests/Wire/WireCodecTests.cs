using System.Buffers.Binary;
using Akka.Actor;
using CsCheck;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Wire;
using MtrlAkka.Learning;
using Xunit.Abstractions;

namespace MtrlAkka.Cluster.Tests.Wire;

public class WireCodecTests(ITestOutputHelper output)
{
    public static TheoryData<Type> Crossing => [.. Samples.Crossing];

    [Theory]
    [MemberData(nameof(Crossing))]
    public void Every_field_comes_back(Type type)
    {
        object message = new Samples(ActorRefs.Nobody).Make(type);
        Same.Check(message, Turn(message), type.Name);
        Gen.Int.Sample(seed =>
        {
            object random = new Samples(ActorRefs.Nobody, new Random(seed)).Make(type);
            Same.Check(random, Turn(random), $"{type.Name} of seed {seed}");
        }, iter: 100, threads: 1);
    }

    [Fact]
    public void Bytes_change_only_with_the_version()
    {
        // One message of each codec. Where it differs the format has changed: raise the codec's version (and let it go on
        // reading the old one if runs should survive an upgrade of some nodes), then replace the line by the one printed here.
        var known = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Wire", "golden.txt"))
            .Select(static line => line.Split(' ')).ToDictionary(static line => line[0], static line => line[1]);
        var now = Samples.Crossing.ToDictionary(
            static type => WireCodecs.Known.Single(codec => codec.Type == type).Manifest,
            static type => Convert.ToHexStringLower(WireSerializer.ToBinary(new Samples(ActorRefs.Nobody).Make(type), null)));
        string[] differ = [.. now.Where(one => known.GetValueOrDefault(one.Key) != one.Value).Select(static one => $"{one.Key} {one.Value}")];
        foreach (string line in differ) output.WriteLine(line);
        Assert.True(differ.Length == 0, $"the bytes of {string.Join(", ", differ.Select(static line => line.Split(' ')[0]))} are not those of that version");
        Assert.Empty(known.Keys.Except(now.Keys));
        foreach (var (manifest, hex) in known)
        {
            var type = WireCodecs.Find(manifest).Codec.Type;
            Same.Check(new Samples(ActorRefs.Nobody).Make(type), WireSerializer.FromBinary(Convert.FromHexString(hex), manifest, null), manifest);
        }
    }

    [Theory]
    [MemberData(nameof(Crossing))]
    public void What_is_cut_short_or_too_long_is_refused(Type type)
    {
        object message = new Samples(ActorRefs.Nobody).Make(type);
        byte[] bytes = WireSerializer.ToBinary(message, null);
        string manifest = WireCodecs.Of(message).Manifest;
        for (int length = 0; length < bytes.Length; length++)
        {
            var error = Assert.Throws<WireException>(() => WireSerializer.FromBinary(bytes[..length], manifest, null));
            Assert.Contains($"'{manifest}'", error.Message);
        }

        Assert.Contains("left over", Assert.Throws<WireException>(() => WireSerializer.FromBinary([.. bytes, 0], manifest, null)).Message);
    }

    [Theory]
    [MemberData(nameof(Crossing))]
    public void Made_up_bytes_cost_no_memory(Type type)
    {
        byte[] whole = WireSerializer.ToBinary(new Samples(ActorRefs.Nobody).Make(type), null);
        string manifest = WireCodecs.Known.Single(codec => codec.Type == type).Manifest;
        Gen.Int.Sample(seed =>
        {
            var random = new Random(seed);
            byte[] bytes = [.. whole];
            for (int i = random.Next(1, 4); i > 0 && bytes.Length > 4; i--)
            {
                int at = random.Next(bytes.Length);
                if (random.Next(2) == 0 && at + 4 <= bytes.Length) BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), random.Next(2) == 0 ? int.MaxValue : random.Next());
                else bytes[at] = (byte)random.Next(256);
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                WireSerializer.FromBinary(bytes, manifest, null);
            }
            catch (WireException)
            {
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        }, iter: 200, threads: 1);
    }

    [Fact]
    public void Unknown_messages_and_versions_are_named()
    {
        Assert.Contains("'zz1' is unknown", Assert.Throws<WireException>(() => WireSerializer.FromBinary([], "zz1", null)).Message);
        string newer = WireCodecs.Known.Single(static codec => codec.Type == typeof(BatchDrawn)).Name + "99";
        var error = Assert.Throws<WireException>(() => WireSerializer.FromBinary([], newer, null));
        Assert.Contains("BatchDrawn", error.Message);
        Assert.Contains($"'{newer}'", error.Message);
        Assert.Contains("String has no codec", Assert.Throws<WireException>(() => WireSerializer.ToBinary("no message", null)).Message);
    }

    [Fact]
    public void A_codec_reads_older_versions_and_writes_the_newest()
    {
        var codec = MessageCodec.Of<GrantRounds>(
            "zz", 2, 1,
            static (writer, grant) => writer.Int64(grant.Epoch).Int64(grant.Until),
            static (ref reader, version) => new GrantRounds(reader.Int64(), 0, version == 1 ? reader.Int32() : reader.Int64()));
        using var writer = new WireWriter(null);
        writer.Int64(7).Int32(8);
        var reader = new WireReader("zz1", writer.Head, [], null, LoanPool.None);
        Assert.Equal(new GrantRounds(7, 0, 8), codec.Read(ref reader, 1));
        Assert.Equal("zz2", codec.Manifest);
    }

    [Fact]
    public void A_round_as_it_is_played_says_nothing_twice()
    {
        float[] before = [1, 2, 3], next = [4, 5, 6], reset = [7, 8, 9];
        EnvironmentStepped Step(int environment, float[] observation, EpisodeEnd? episode) =>
            new(environment, 3, 17, new Transition(5, before, new EnvironmentAction(1, 2, 3, 4), 0.5f, next, Terminated: false), observation, episode, ReturnRange.Unknown);
        var goesOn = new AppendRound(3, 17, [Step(0, next, null)]);
        var equal = new AppendRound(3, 17, [Step(0, [.. next], null)]);
        var ends = new AppendRound(3, 17, [Step(0, reset, new EpisodeEnd(500, 1.5, true)), new EnvironmentStepped(1, 3, 17, null, reset, null, new ReturnRange(-1, 2))]);
        foreach (var round in new[] { goesOn, equal, ends }) Same.Check(round, Turn(round));
        // Length, head, three numbers of the round; then flags, environment, number, two observations, action, reward, terminated.
        Assert.Equal(4 + 20 + (1 + 4 + 8 + 16 + 16 + 4 + 16 + 1), WireSerializer.ToBinary(goesOn, null).Length);
        Assert.Equal(WireSerializer.ToBinary(goesOn, null), WireSerializer.ToBinary(equal, null));
    }

    [Fact]
    public void A_message_in_pieces_is_the_message()
    {
        // Every cut, from bytes one by one to all at once.
        Gen.Int.Sample(seed =>
        {
            var random = new Random(seed);
            object message = new Samples(ActorRefs.Nobody, random).Make(Samples.Crossing[random.Next(Samples.Crossing.Count)]);
            using var outgoing = new OutgoingMessage(message, null);
            using var incoming = new IncomingMessage(outgoing.Manifest, outgoing.HeadLength, outgoing.TensorBytes, null, new LoanPool(1 << 20));
            object? whole = outgoing.Length == 0 ? incoming.Add([]) : null;
            for (long sent = 0; sent < outgoing.Length;)
            {
                Assert.Null(whole);
                byte[] piece = new byte[Math.Min(random.Next(1, 200), outgoing.Length - sent)];
                outgoing.CopyTo(sent, piece);
                sent += piece.Length;
                whole = incoming.Add(piece);
            }

            Same.Check(message, whole, $"seed {seed}");
            Assert.Throws<WireException>(() => incoming.Add([1]));
        }, iter: 2000, threads: 1);
    }

    [Fact]
    public void What_is_lent_comes_back_and_is_bounded()
    {
        var pool = new LoanPool(1000);
        float[] first = pool.Vector(100), second = pool.Vector(200);
        pool.GiveBack(new PolicyRetired(1, new PolicyVersion(1, new(1, first))));
        pool.GiveBack(new PolicyRetired(1, new PolicyVersion(1, new(1, second))));
        Assert.Equal(800, pool.Kept);
        Assert.NotSame(first, pool.Vector(100));
        Assert.Same(second, pool.Vector(200));
        Assert.Equal(0, pool.Kept);
    }

    [Fact]
    public void Nodes_of_another_protocol_are_refused_by_name()
    {
        var self = new NodeHandshake("akka.tcp://mtrl@one:1", 1, "0.1.0");
        Assert.Null(self.Refusal(self with { Node = "akka.tcp://mtrl@two:1", Project = "0.1.1" }));
        string refusal = self.Refusal(self with { Node = "akka.tcp://mtrl@two:1", Protocol = 2, Project = "0.2.0" })!;
        Assert.Contains("akka.tcp://mtrl@two:1", refusal);
        Assert.Contains("protocol 2 (version 0.2.0)", refusal);
    }

    [Fact]
    public void A_cause_says_whether_a_checkpoint_is_damaged()
    {
        var damage = Cause.Of(new InvalidDataException("not what it should be"));
        Assert.True(damage.Damage);
        Assert.Equal("System.IO.InvalidDataException", damage.Type);
        Assert.False(Cause.Of(new IOException(new string('x', 20_000))).Damage);
        Assert.True(WireSerializer.ToBinary(new PartFailed(1, RunPart.Replay, 2, Cause.Of(new IOException(new string('€', 90_000)))), null).Length < WireSerializer.Largest);
    }

    private static object Turn(object message) =>
        WireSerializer.FromBinary(WireSerializer.ToBinary(message, null), WireCodecs.Of(message).Manifest, null);
}
