using CsCheck;

namespace MtrlAkka.Checkpoints.Tests;

public class BlobStoreTests
{
    private static readonly byte[] Hello = "hello"u8.ToArray();

    public static TheoryData<string> Kinds => ["directory", "memory"];

    private static IBlobStore Open(string kind, TemporaryFolder folder) =>
        kind == "memory" ? new MemoryBlobStore() : new DirectoryBlobStore(folder["blobs"]);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_blob_is_named_by_its_SHA_256_and_read_back(string kind)
    {
        using var folder = new TemporaryFolder();
        var store = Open(kind, folder);
        var blob = store.Write(Hello);
        Assert.Equal(new BlobRef("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", 5), blob);
        Assert.Equal(Hello, store.ReadVerified(blob));
        Assert.True(store.Exists(blob));
        Assert.Equal(blob, store.Write(Hello));
        Assert.Equal([blob], store.List());
        store.Delete(blob);
        store.Delete(blob);
        Assert.False(store.Exists(blob));
        Assert.Empty(store.List());
        Assert.Throws<BlobMissingException>(() => store.OpenRead(blob));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Any_content_comes_back_and_the_list_is_sorted(string kind) =>
        Gen.Byte.Array[0, 300].Array[0, 6].Sample(
            contents =>
            {
                using var folder = new TemporaryFolder();
                var store = Open(kind, folder);
                BlobRef[] blobs = [.. contents.Select(content => store.Write(content))];
                for (int i = 0; i < blobs.Length; i++) Assert.Equal(contents[i], store.ReadVerified(blobs[i]));
                Assert.Equal(blobs.Distinct().OrderBy(static blob => blob.Hash, StringComparer.Ordinal), store.List());
            },
            iter: 30);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_write_off_the_thread_gives_the_same_blob(string kind)
    {
        using var folder = new TemporaryFolder();
        var store = Open(kind, folder);
        Assert.Equal(store.Write(Hello), await store.WriteAsync(static stream => stream.Write(Hello)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_fault_shows_as_it_would_on_a_bad_disk(string kind)
    {
        using var folder = new TemporaryFolder();
        var inner = Open(kind, folder);
        var store = new FaultyBlobStore(inner, FaultPlan.Scripted(
            (0, BlobFault.DiskFull), (1, BlobFault.SyncFails), (2, BlobFault.ShortWrite), (4, BlobFault.Corrupt), (6, BlobFault.Lost)));
        Assert.Contains("No space left", Assert.Throws<BlobWriteException>(() => store.Write(Hello)).Message);
        Assert.Throws<BlobWriteException>(() => store.Write(Hello));
        Assert.Empty(store.List());

        var blob = store.Write(Hello);
        Assert.Contains(blob.Hash, Assert.Throws<BlobDamagedException>(() => store.OpenRead(blob)).Message);
        Assert.Equal(Hello, store.ReadVerified(store.Write(Hello)));
        Assert.Equal(blob, store.Write(Hello));
        Assert.Equal(blob, Assert.Throws<BlobDamagedException>(() => store.ReadVerified(blob)).Blob);
        Assert.Equal(Hello, store.ReadVerified(store.Write(Hello)));
        Assert.Equal(blob, store.Write(Hello));
        Assert.Throws<BlobMissingException>(() => store.OpenRead(blob));
        Assert.Equal(7, store.Writes);
        if (kind == "directory") Assert.Empty(Directory.GetFiles(folder["blobs"], ".*"));
    }

    [Fact]
    public void A_seeded_plan_is_the_same_each_time()
    {
        static BlobFault[] Faults(ulong seed) =>
            [.. Enumerable.Range(0, 1000).Select(write => FaultPlan.Seeded(seed, 0.2, BlobFault.DiskFull, BlobFault.Corrupt).Of(write))];
        Assert.Equal(Faults(1), Faults(1));
        Assert.NotEqual(Faults(1), Faults(2));
        Assert.InRange(Faults(1).Count(static fault => fault != BlobFault.None), 150, 250);
        Assert.Equal(BlobFault.None, FaultPlan.None.Of(0));
    }

    [Fact]
    public void The_moments_come_in_order()
    {
        var moments = new List<(BlobMoment, long)>();
        var store = new FaultyBlobStore(new MemoryBlobStore(), FaultPlan.None, (moment, number) => moments.Add((moment, number)));
        store.Delete(store.Write(Hello));
        Assert.Equal(
            [(BlobMoment.BeforeWrite, 0), (BlobMoment.BeforeSync, 0), (BlobMoment.AfterWrite, 0), (BlobMoment.BeforeDelete, 0), (BlobMoment.AfterDelete, 0)],
            moments);
    }

    [Fact]
    public void A_writer_that_throws_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        var store = new DirectoryBlobStore(folder["blobs"]);
        Assert.Throws<InvalidOperationException>(() => store.Write(static stream =>
        {
            stream.Write(Hello);
            throw new InvalidOperationException();
        }));
        Assert.Empty(Directory.GetFileSystemEntries(folder["blobs"]));
    }

    [Fact]
    public void Opening_removes_what_killed_writers_left_but_not_what_living_ones_write()
    {
        using var folder = new TemporaryFolder();
        var store = new DirectoryBlobStore(folder["blobs"]);
        File.WriteAllBytes(Path.Combine(folder["blobs"], ".writing-1-1"), Hello);
        var blob = store.Write(stream =>
        {
            stream.Write(Hello);
            Assert.Equal(2, Directory.GetFiles(folder["blobs"], ".*").Length);
            _ = new DirectoryBlobStore(folder["blobs"], readOnly: true);
            Assert.Equal(2, Directory.GetFiles(folder["blobs"], ".*").Length);
            _ = new DirectoryBlobStore(folder["blobs"]);
            Assert.Single(Directory.GetFiles(folder["blobs"], ".*"));
        });
        Assert.Equal(Hello, store.ReadVerified(blob));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_to_is_named()
    {
        using var folder = new TemporaryFolder();
        var store = new DirectoryBlobStore(folder["blobs"]);
        Directory.Delete(folder["blobs"]);
        Assert.Contains(folder["blobs"], Assert.Throws<BlobWriteException>(() => store.Write(Hello)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("2CF24DBA5FB0A30E26E83B2AC5B9E29E1B161E5C1FA7425E73043362938B9824")]
    public void Only_a_hash_can_name_a_blob(string hash) => Assert.Throws<ArgumentException>(() => new BlobRef(hash, 0));
}
