using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Learning;

namespace MtrlAkka.Cluster.Wire.Codecs;

/// <summary>What messages of several conversations are made of. A change of these bytes is a change of every message that has them.</summary>
internal static class Parts
{
    private const int HashLength = 32;

    public static WireWriter Blob(this WireWriter writer, BlobRef blob) =>
        writer.Array<byte>(Convert.FromHexString(blob.Hash)).Int64(blob.Size);

    public static BlobRef Blob(ref this WireReader reader)
    {
        byte[] hash = reader.Array<byte>();
        if (hash.Length != HashLength) throw reader.Broken($"a hash has {hash.Length} bytes, not {HashLength}");
        return new BlobRef(Convert.ToHexStringLower(hash), reader.Int64());
    }

    public static byte[] Bytes(ref this WireReader reader)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(reader.TensorLength(1));
        reader.Body(bytes);
        return bytes;
    }

    public static WireWriter Cause(this WireWriter writer, Cause cause) =>
        writer.Text(cause.Type).Text(cause.Message).Flag(cause.Damage).Text(cause.Details);

    public static Cause Cause(ref this WireReader reader) => new(reader.Text(), reader.Text(), reader.Flag(), reader.Text());

    public static WireWriter Longs(this WireWriter writer, IReadOnlyList<long> values) =>
        writer.List(values, static (one, value) => one.Int64(value));

    public static long[] Longs(ref this WireReader reader) => reader.Array<long>();

    public static WireWriter Texts(this WireWriter writer, IReadOnlyList<string> texts) =>
        writer.List(texts, static (one, text) => one.Text(text));

    public static string[] Texts(ref this WireReader reader) => reader.List(sizeof(int), static (ref one) => one.Text());

    public static WireWriter OptionalNumber(this WireWriter writer, double? number) =>
        writer.OptionalValue(number, static (one, value) => one.Double(value));

    public static double? OptionalNumber(ref this WireReader reader) => reader.OptionalValue(static (ref one) => one.Double());

    public static WireWriter Manifest(this WireWriter writer, ShardManifest manifest) => writer
        .Int32(manifest.FirstTask).Int32(manifest.LastTask).Int32(manifest.Copies)
        .Int32(manifest.Observation).Int32(manifest.Action).Int32(manifest.Capacity)
        .Longs(manifest.Appended).Longs(manifest.Inserts)
        .List(manifest.Segments, static (one, segment) => one.Blob(segment.Blob).Longs(segment.From).Longs(segment.To));

    public static ShardManifest Manifest(ref this WireReader reader) => new(
        reader.Int32(), reader.Int32(), reader.Int32(), reader.Int32(), reader.Int32(), reader.Int32(),
        reader.Longs(), reader.Longs(),
        reader.List(HashLength + 20, static (ref one) => new SegmentEntry(one.Blob(), one.Longs(), one.Longs())));

    public static WireWriter Weights(this WireWriter writer, PolicyVersion version) =>
        writer.Int64(version.Round).Int64(version.Weights.Version).Tensor(version.Weights.Values);

    public static PolicyVersion Weights(ref this WireReader reader)
    {
        long round = reader.Int64(), version = reader.Int64();
        float[] values = reader.Loans.Vector(reader.TensorLength(sizeof(float)));
        reader.Body(values);
        return new PolicyVersion(round, new PolicyWeights(version, values));
    }

    public static WireWriter Versions(this WireWriter writer, IReadOnlyList<PolicyVersion> versions) =>
        writer.List(versions, static (one, version) => one.Weights(version));

    public static PolicyVersion[] Versions(ref this WireReader reader) => reader.List(20, static (ref one) => one.Weights());

    public static WireWriter Returns(this WireWriter writer, ReturnRange returns) => writer.Single(returns.Least).Single(returns.Greatest);

    public static ReturnRange Returns(ref this WireReader reader) => new(reader.Single(), reader.Single());

    public static WireWriter Evaluation(this WireWriter writer, EvaluationResult result) => writer
        .Int64(result.Round)
        .List(result.Tasks, static (one, task) => one.Double(task.SuccessRate).Double(task.MeanReturn));

    public static EvaluationResult Evaluation(ref this WireReader reader) => new(
        reader.Int64(),
        reader.List(2 * sizeof(double), static (ref one) => new TaskScore(one.Double(), one.Double())));

    public static WireWriter Episode(this WireWriter writer, EpisodeEnd episode) =>
        writer.Int32(episode.Length).Double(episode.Return).Flag(episode.Success);

    public static EpisodeEnd Episode(ref this WireReader reader) => new(reader.Int32(), reader.Double(), reader.Flag());
}
