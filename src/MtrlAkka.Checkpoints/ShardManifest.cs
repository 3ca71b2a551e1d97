namespace MtrlAkka.Checkpoints;

/// <summary>What a checkpoint says of one replay shard: enough to make an equal one from its segments' blobs.</summary>
/// <param name="FirstTask">Global index of the shard's first task.</param>
/// <param name="LastTask">Global index of its last task, included.</param>
/// <param name="Copies">Environment copies of each task.</param>
/// <param name="Observation">Numbers of an observation.</param>
/// <param name="Action">Numbers of an action.</param>
/// <param name="Capacity">Rows that each task's ring holds.</param>
/// <param name="Appended">Rows ever appended, one number for each task.</param>
/// <param name="Inserts">The next insert number of each environment: of each task, its copies.</param>
/// <param name="Segments">The sealed segments that still hold rows of a ring, oldest first.</param>
public sealed record ShardManifest(
    int FirstTask,
    int LastTask,
    int Copies,
    int Observation,
    int Action,
    int Capacity,
    IReadOnlyList<long> Appended,
    IReadOnlyList<long> Inserts,
    IReadOnlyList<SegmentEntry> Segments);

/// <summary>One sealed segment: for each task k of the shard, the rows [From[k], To[k]) by their insert order.</summary>
/// <param name="Blob">The segment's bytes.</param>
/// <param name="From">First row of each task.</param>
/// <param name="To">One past the last row of each task.</param>
public sealed record SegmentEntry(BlobRef Blob, IReadOnlyList<long> From, IReadOnlyList<long> To);
