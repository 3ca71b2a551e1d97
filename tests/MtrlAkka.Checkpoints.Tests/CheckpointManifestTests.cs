using CsCheck;

namespace MtrlAkka.Checkpoints.Tests;

public class CheckpointManifestTests
{
    private static readonly Gen<BlobRef> Blobs = Gen.Select(
        Gen.Byte.Array[32], Gen.Long[0, long.MaxValue], static (hash, size) => new BlobRef(Convert.ToHexStringLower(hash), size));

    private static readonly Gen<ShardManifest> Shards =
        from first in Gen.Int[0, 40]
        from tasks in Gen.Int[1, 3]
        from appended in Gen.Long[0, long.MaxValue].Array[tasks]
        from inserts in Gen.Long[0, long.MaxValue].Array[tasks]
        from segments in Gen.Select(Blobs, Gen.Long.Array[tasks], static (blob, rows) => new SegmentEntry(blob, rows, rows)).Array[0, 3]
        select new ShardManifest(first, first + tasks - 1, 1, 39, 4, 100_000, appended, inserts, segments);

    private static readonly Gen<CheckpointManifest> Manifests =
        from run in Gen.String
        from numbers in Gen.Long.Array[3]
        from seed in Gen.ULong
        from learner in Blobs
        from policy in Blobs
        from environments in Gen.Select(Gen.Int, Gen.Int, Blobs, static (task, copy, blob) => new EnvironmentEntry(task, copy, blob)).Array[0, 4]
        from shards in Shards.Array[0, 3]
        from counters in Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 1, 9], Gen.Long).Array[0, 5]
        from history in Blobs.Null()
        from pending in Blobs.Null()
        select new CheckpointManifest(
            run,
            numbers[0],
            numbers[1],
            numbers[2],
            new Provenance("0.1.0", "3.3.0", "1", "2", seed, "abc", "cpu"),
            learner,
            policy,
            environments,
            shards,
            counters.DistinctBy(static counter => counter.Item1).ToDictionary(static counter => counter.Item1, static counter => counter.Item2),
            history,
            pending);

    private static CheckpointManifest Example(string fill = "0") => new(
        "run",
        1,
        2,
        300,
        new Provenance("0.1.0", "3.3.0", "1", "2", 42, "abc", "cpu"),
        Blob(fill),
        Blob(fill),
        [],
        [],
        new Dictionary<string, long> { ["z"] = 1, ["a"] = 2 });

    private static BlobRef Blob(string digit) => new(string.Concat(Enumerable.Repeat(digit, 64)), 1);

    [Fact]
    public void Comes_back_from_its_JSON_byte_for_byte() =>
        Manifests.Sample(static manifest =>
        {
            string json = manifest.ToJson();
            var again = CheckpointManifest.Parse(json);
            Assert.Equal(json, again.ToJson());
            Assert.Equal(manifest.RunId, again.RunId);
            Assert.Equal(manifest.Counters, again.Counters);
            Assert.Equal(manifest.Blobs(), again.Blobs());
            Assert.DoesNotContain('\n', json);
        });

    [Fact]
    public void Counters_are_sorted_however_they_came()
    {
        Assert.Contains("\"counters\":{\"a\":2,\"z\":1}", Example().ToJson());
        Assert.Contains("\"counters\":{\"b\":1,\"c\":2}", (Example() with { Counters = new Dictionary<string, long> { ["c"] = 2, ["b"] = 1 } }).ToJson());
    }

    [Fact]
    public void Names_every_blob_once()
    {
        var manifest = Example("a") with
        {
            Environments = [new(0, 0, Blob("b")), new(1, 0, Blob("b"))],
            ReplayShards = [new(0, 1, 1, 39, 4, 10, [1, 1], [1, 1], [new(Blob("c"), [0, 0], [1, 1])])],
            EvaluationHistory = Blob("d"),
            PendingEvaluation = Blob("e"),
        };
        Assert.Equal("abcde", string.Concat(manifest.Blobs().Select(static blob => blob.Hash[0]).Order()));
    }

    [Theory]
    [InlineData("\"format\":1", "\"format\":2", "format 2, and this version reads format 1")]
    [InlineData("\"format\":1,", "", "format none")]
    [InlineData("\"runId\":\"run\",", "", "runId")]
    [InlineData("\"runId\":\"run\"", "\"runId\":null", "runId")]
    [InlineData("0000", "../.", "cannot be read")]
    [InlineData("{", "", "cannot be read")]
    public void What_is_no_manifest_of_this_format_is_refused_by_name(string what, string by, string message)
    {
        string json = Example().ToJson();
        int at = json.IndexOf(what, StringComparison.Ordinal);
        var error = Assert.Throws<InvalidDataException>(() => CheckpointManifest.Parse(json[..at] + by + json[(at + what.Length)..]));
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void Other_physics_stop_a_run_and_other_arithmetic_is_said()
    {
        var made = new Provenance("0.1.0", "3.3.0", "1", "v2", 42, "abc", "cpu");
        Assert.Null(made.Conflict(made));
        Assert.Null(made.Drift(made));
        Assert.Contains("3.3.0", made.Conflict(made with { MujocoVersion = "2.2.2" }));
        Assert.Contains("scenes", made.Conflict(made with { ScenesVersion = "2" }));
        Assert.Null(made.Conflict(made with { Arithmetic = "cuda" }));
        Assert.Contains("cuda", made.Drift(made with { Arithmetic = "cuda" }));
    }
}
