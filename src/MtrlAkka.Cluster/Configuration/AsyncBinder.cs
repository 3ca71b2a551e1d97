using System.Globalization;
using MtrlAkka.Cluster.Async;

namespace MtrlAkka.Cluster.Configuration;

/// <summary>The part of <see cref="SettingsBinder"/> for the section <c>async</c>.</summary>
internal sealed class AsyncBinder(SettingsValues values)
{
    private const string Auto = "auto";

    /// <summary>Binds the section.</summary>
    /// <exception cref="SettingsException">A value cannot be used.</exception>
    public AsyncSettings Bind() => new(
        Samples("async.samples-per-insert"),
        values.Text("async.error-buffer") == Auto ? null : values.Positive("async.error-buffer"),
        (int)values.Integer("async.prefetch", 1, 64),
        (int)values.Integer("async.in-flight", 1, 1024));

    /// <summary>Refuses settings with which environments and learner could wait for each other for ever.</summary>
    /// <exception cref="SettingsException">There are such.</exception>
    public static void Check(SettingsValues values, RunSettings settings)
    {
        if (settings.Async is not { ErrorBuffer: not null }) return;
        for (int shard = 0; shard < settings.Replay.Shards; shard++)
        {
            var plan = ShardPlan.Of(settings, shard);
            try
            {
                plan.CreateLimiter();
            }
            catch (ArgumentOutOfRangeException)
            {
                throw values.Refused(
                    "async.error-buffer", FormattableString.Invariant($"environments and learner could wait for each other for ever: at least {plan.LeastErrorBuffer} vector steps, or auto"));
            }
        }
    }

    private decimal? Samples(string key)
    {
        if (values.Text(key) == Auto) return null;
        if (!decimal.TryParse(values.Text(key), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal samples)) throw values.Refused(key, "it is a number, or auto");
        return samples is > 0 and <= 1_000_000 ? samples : throw values.Refused(key, "it must be above 0, and a million at most");
    }
}
