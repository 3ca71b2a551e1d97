using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Run;

namespace MtrlAkka.Chaos.Invariants;

/// <summary>
/// Every transition is in the replay once: the segments of each task hold its rows without hole or overlap, as many as its
/// environments' insert counters say; in lockstep an environment has made a row in each round but those in which its physics
/// broke, and the replay has all of them.
/// </summary>
/// <param name="lockstep">Whether the run is in lockstep.</param>
public sealed class InsertsOnce(bool lockstep) : IRunInvariant
{
    private readonly HashSet<long> _checked = [];

    /// <inheritdoc/>
    public string Name => "inserts exactly once";

    /// <inheritdoc/>
    public IEnumerable<string> Violations(RunLook look)
    {
        List<string> found = [];
        foreach (var manifest in look.Retention.Kept(look.Committed).Where(manifest => !_checked.Contains(manifest.Number)))
        {
            try
            {
                List<string> wrong = [];
                foreach (var shard in manifest.ReplayShards) wrong.AddRange(Shard(shard));
                wrong.AddRange(Environments(look, manifest));
                _checked.Add(manifest.Number);
                found.AddRange(wrong.Select(line => $"checkpoint {manifest.Number} of round {manifest.Round}: {line}"));
            }
            catch (BlobException)
            {
                // Retired since the look, or lost, which another invariant tells.
            }
        }

        return found;
    }

    private static IEnumerable<string> Shard(ShardManifest shard)
    {
        int copies = shard.Copies;
        for (int task = 0; task <= shard.LastTask - shard.FirstTask; task++)
        {
            int name = shard.FirstTask + task;
            long appended = shard.Appended[task], inserts = shard.Inserts.Skip(task * copies).Take(copies).Sum();
            if (inserts != appended) yield return $"task {name} has {appended} rows, and its environments made {inserts} inserts";
            long end = Math.Max(0, appended - shard.Capacity);
            foreach (var segment in shard.Segments)
            {
                if (segment.From[task] == segment.To[task] || segment.To[task] <= end) continue;
                if (segment.From[task] > end) yield return $"rows {end} to {segment.From[task] - 1} of task {name} are in no segment";
                if (segment.From[task] < end && end > Math.Max(0, appended - shard.Capacity))
                    yield return $"rows {segment.From[task]} to {end - 1} of task {name} are in two segments";
                end = segment.To[task];
            }

            if (end != appended) yield return $"task {name} has {appended} rows, and its segments end at {end}";
        }
    }

    private IEnumerable<string> Environments(RunLook look, CheckpointManifest manifest)
    {
        if (!lockstep) yield break;
        var states = manifest.Environments.Select(static entry => entry.Blob).Distinct()
            .Select(blob => EncodedState.Parse(look.Blobs.ReadVerified(blob)))
            .SelectMany(static states => states.Names.Select(name => (name, states.Get<byte>(name).ToArray())))
            .ToDictionary();
        for (int i = 0; i < look.Settings.EnvironmentCount; i++)
        {
            var state = EncodedState.Parse(states[CheckpointAssembly.EnvironmentName(i)]);
            long rows = state.GetOne<long>("rows");
            int failures = state.GetOne<int>("failures");
            int task = look.Settings.TaskOf(i), copies = look.Settings.Environments.Copies;
            var shard = manifest.ReplayShards.Single(shard => shard.FirstTask <= task && task <= shard.LastTask);
            long inserted = shard.Inserts[((task - shard.FirstTask) * copies) + look.Settings.CopyOf(i)];
            if (inserted != rows) yield return $"environment {i} has made {rows} rows, and the replay has {inserted} of them";
            if (rows > manifest.Round || rows < manifest.Round - failures)
                yield return $"environment {i} has made {rows} rows in {manifest.Round} rounds, and its physics broke {failures} times";
        }
    }
}
