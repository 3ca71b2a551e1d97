using System.Globalization;
using MtrlAkka.Checkpoints;

namespace MtrlAkka.Cluster.Async;

/// <summary>Counters of an asynchronous run in its checkpoints.</summary>
public static class AsyncCounters
{
    private const string QuarantinedPrefix = "quarantined-";

    /// <summary>Updates of the learner.</summary>
    public static long Updates(CheckpointManifest manifest) => manifest.Counters["updates"];

    /// <summary>Name of the counter that says that an environment makes no more steps.</summary>
    public static string Quarantined(int environment) => QuarantinedPrefix + environment.ToString("D5", CultureInfo.InvariantCulture);

    /// <summary>Environments that make no more steps.</summary>
    public static IEnumerable<int> QuarantinedIn(CheckpointManifest manifest) => manifest.Counters.Keys
        .Where(static name => name.StartsWith(QuarantinedPrefix, StringComparison.Ordinal))
        .Select(static name => int.Parse(name.AsSpan(QuarantinedPrefix.Length), CultureInfo.InvariantCulture));
}
