namespace MtrlAkka.Cluster.Configuration;

/// <summary>How environments and learner that run free are tied to each other; all of it is about rows of one replay shard.</summary>
/// <param name="SamplesPerInsert">Rows sampled for each row inserted; null: as many as lockstep samples.</param>
/// <param name="ErrorBuffer">Vector steps that environments or learner may run ahead of the other; null: a tenth of the warm start, 16 at least.</param>
/// <param name="Prefetch">Batches that are drawn ahead of the learner.</param>
/// <param name="InFlight">Steps of one environment that its shard has not let in yet.</param>
public sealed record AsyncSettings(decimal? SamplesPerInsert, double? ErrorBuffer, int Prefetch, int InFlight);
