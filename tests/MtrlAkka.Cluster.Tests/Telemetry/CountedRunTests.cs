using System.Diagnostics.Metrics;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Telemetry;
using Xunit.Abstractions;

namespace MtrlAkka.Cluster.Tests.Telemetry;

public class CountedRunTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_run_counts_what_it_does_and_no_more()
    {
        if (Small.Library(output) is not { } library) return;
        using var trial = new Trial(library, "environments.copies=2", "run.staleness=1");
        using var listener = new MeterListener();
        var recorded = new List<(string Name, double Value)>();
        NodeMeter? meter = null;
        string[] mailboxes = [];
        await trial.FinishAsync(async host =>
        {
            meter = NodeTelemetry.Of(host.System);
            listener.InstrumentPublished = (instrument, all) =>
            {
                if (instrument.Meter == meter.Meter) all.EnableMeasurementEvents(instrument);
            };
            listener.SetMeasurementEventCallback<double>((instrument, value, _, _) =>
            {
                if (instrument is Histogram<double>) lock (recorded) recorded.Add((instrument.Name, value));
            });
            listener.Start();
            await trial.Notes.WaitAsync("checkpoint of round 100 committed");
            Assert.Equal(1, meter.Epoch.Value);
            Assert.InRange(meter.Round.Value!.Value, 100, 120);
            Assert.InRange(meter.CheckpointAge!.Value, 0, 60);
            Assert.Equal(1, meter.PolicyAge.Value);
            mailboxes = [.. meter.Mailboxes.Read().Select(static one => one.Actor)];
        });
        var settings = trial.Settings;
        int environments = settings.EnvironmentCount;
        long steps = settings.Rounds * environments, updates = settings.UpdatesAfter(settings.Rounds);
        Assert.Equal((steps, steps, settings.Rounds / settings.Environments.Horizon * environments), (meter!.Steps.Value, meter.Inserts.Value, meter.Episodes.Value));
        Assert.Equal((updates, updates * settings.Environments.Tasks.Count * settings.Learner.Sac.BatchPerTask), (meter.Updates.Value, meter.Samples.Value));
        Assert.Equal((0L, 0L, 0L), (meter.EnvironmentFailures.Value, meter.Rollbacks.Value, meter.AllRestarts));
        Assert.Equal(["bulk", "coordinator", "director", "evaluator", "learner", "node", "policy", "replay-0"], mailboxes);
        // The last checkpoint holds no training up.
        Assert.Equal((6, 5), (recorded.Count(static one => one.Name == "mtrl.checkpoint.duration"), recorded.Count(static one => one.Name == "mtrl.checkpoint.pause")));
        Assert.True(meter.CheckpointNewBytes.Value > 0);
        Assert.True(meter.LearnerWaits.Seconds(WaitingFor.Batches) > 0);
        Assert.True(meter.EnvironmentWaits.Seconds(WaitingFor.Weights) + meter.EnvironmentWaits.Seconds(WaitingFor.Replay) > 0);
        Assert.Equal((null, null, null), (meter.Epoch.Value, meter.CheckpointAge, meter.PolicyAge.Value));
    }
}
