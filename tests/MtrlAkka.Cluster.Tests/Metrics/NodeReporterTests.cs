using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Protocol;

namespace MtrlAkka.Cluster.Tests.Metrics;

public sealed class NodeReporterTests : IDisposable
{
    private static readonly NodeParts Worker = new(Learner: false, Evaluator: false, [], 4);
    private readonly ManualTime _time = new();
    private readonly NodeMeter _meter;

    public NodeReporterTests() => _meter = new NodeMeter(_time);

    public void Dispose() => _meter.Dispose();

    [Fact]
    public void Rates_are_those_between_two_reports()
    {
        _meter.Steps.Add(1000);
        var reporter = new NodeReporter(_meter, _time);
        _meter.Steps.Add(50);
        _meter.Updates.Add(6);
        _meter.Inserts.Add(40);
        _meter.Samples.Add(1280);
        Pass(2);
        var first = reporter.Report(Worker);
        Assert.Equal((2.0, 25.0, 3.0, 20.0, 640.0), (first.Seconds, first.StepsPerSecond, first.UpdatesPerSecond, first.InsertsPerSecond, first.SamplesPerSecond));
        Pass(0.5);
        _meter.Steps.Add(10);
        Assert.Equal((20.0, 0.0), (reporter.Report(Worker).StepsPerSecond, reporter.Report(Worker).UpdatesPerSecond));
    }

    [Fact]
    public void Waits_are_shares_of_the_time_and_the_one_that_lasts_counts()
    {
        var reporter = new NodeReporter(_meter, _time);
        _meter.EnvironmentWaits.Is(WaitingFor.Weights);
        Pass(0.25);
        _meter.EnvironmentWaits.Is(WaitingFor.Nothing);
        Pass(0.25);
        _meter.EnvironmentWaits.Is(WaitingFor.Replay);
        _meter.LearnerWaits.Is(WaitingFor.Batches);
        Pass(0.5);
        Assert.Equal(new WaitShares(0.5, 0.25, 0.5), reporter.Report(Worker).Waits);
        Pass(1);
        Assert.Equal(new WaitShares(1, 0, 1), reporter.Report(Worker).Waits);
        _meter.LearnerWaits.Is(WaitingFor.Nothing);
        Pass(1);
        Assert.Equal(new WaitShares(1, 0, 0), reporter.Report(Worker).Waits);
        Assert.Equal(2.5, _meter.EnvironmentWaits.Seconds(WaitingFor.Replay), 9);
    }

    [Fact]
    public void Levels_are_those_of_now()
    {
        var reporter = new NodeReporter(_meter, _time);
        var before = reporter.Report(Worker);
        Assert.Null(before.PolicyAge);
        Assert.Equal(0, before.DeepestMailbox);
        int? depth = 7;
        _meter.Mailboxes.Add("learner", () => depth);
        _meter.Mailboxes.Add("replay-0", static () => 3);
        _meter.PolicyAge.Set(1);
        _meter.BulkInFlight.Set(65_536);
        _meter.Restarts(RunPart.Environment).Add();
        _meter.Restarts(RunPart.Learner).Add(2);
        _meter.HeartbeatCame(1.1, late: false);
        _meter.HeartbeatCame(4, late: true);
        Pass(1);
        var figures = reporter.Report(Worker);
        Assert.Equal((1L, 7L, 65_536L, 3L, 1L), (figures.PolicyAge, figures.DeepestMailbox, figures.BytesInFlight, figures.Restarts, figures.LateHeartbeats));
        Assert.Equal(Worker, figures.Parts);
        depth = null;
        Assert.Equal(3, reporter.Report(Worker).DeepestMailbox);
        Assert.Equal(["replay-0"], _meter.Mailboxes.Read().Select(static one => one.Actor));
        _meter.PolicyAge.Clear();
        Assert.Null(reporter.Report(Worker).PolicyAge);
    }

    [Fact]
    public void The_process_is_told_as_the_system_knows_it()
    {
        using var files = new TemporaryFolder();
        var reporter = new NodeReporter(_meter, _time);
        int before = reporter.Report(Worker).Handles;
        FileStream[] open = [.. Enumerable.Range(0, 100).Select(number => File.Create(Path.Combine(files.Path, $"{number}")))];
        Pass(1);
        var figures = reporter.Report(Worker);
        foreach (var file in open) file.Dispose();
        // Others of this process open and close files meanwhile.
        Assert.InRange(figures.Handles - before, 50, 150);
        Assert.InRange(figures.Threads, 3, 1000);
        Assert.InRange(figures.Memory, 20 << 20, 64L << 30);
        Assert.InRange(figures.ManagedMemory, 1 << 20, figures.Memory);
        Assert.InRange(figures.Cores, 0, 1000);
    }

    [Fact]
    public void All_nodes_together_are_their_sums_and_the_waits_of_those_concerned()
    {
        var learner = new NodeFigures
        {
            Parts = new NodeParts(true, true, [0, 1], 0), UpdatesPerSecond = 5, InsertsPerSecond = 30, SamplesPerSecond = 500,
            Waits = new WaitShares(0, 0, 0.75), Restarts = 1,
        };
        var worker = new NodeFigures { Parts = Worker, StepsPerSecond = 20, Waits = new WaitShares(0.5, 0.1, 0), LateHeartbeats = 2, PolicyAge = 1 };
        var slow = new NodeFigures { Parts = Worker with { Environments = 1 }, StepsPerSecond = 10, Waits = new WaitShares(0.25, 0.3, 0), PolicyAge = 3 };
        var idle = new NodeFigures { Parts = NodeParts.None };
        var totals = ClusterTotals.Of([learner, worker, slow, idle]);
        Assert.Equal((30.0, 5.0, 30.0, 500.0), (totals.StepsPerSecond, totals.UpdatesPerSecond, totals.InsertsPerSecond, totals.SamplesPerSecond));
        Assert.Equal((0.375, 0.2, 0.75), (totals.Waits.EnvironmentsForReplay, totals.Waits.EnvironmentsForWeights, totals.Waits.LearnerForBatches));
        Assert.Equal((5, 3L, 1L, 2L), (totals.Environments, totals.PolicyAge, totals.Restarts, totals.LateHeartbeats));
        Assert.Equal(new WaitShares(0, 0, 0), ClusterTotals.Of([]).Waits);
    }

    [Fact]
    public void Counting_allocates_nothing()
    {
        void Count()
        {
            _meter.Steps.Add(3);
            _meter.PolicyAge.Set(1);
            _meter.LearnerWaits.Is(WaitingFor.Batches);
            _meter.LearnerWaits.Is(WaitingFor.Nothing);
            _meter.HeartbeatCame(1, late: true);
        }

        Count();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) Count();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task Waits_never_run_backwards_for_who_reads_beside_their_owner()
    {
        var clock = new WaitClock(TimeProvider.System);
        var done = new TaskCompletionSource();
        var owner = Task.Run(() =>
        {
            for (int i = 0; i < 200_000; i++) clock.Is((WaitingFor)(i % 3));
            done.SetResult();
        });
        double replay = 0, weights = 0;
        while (!done.Task.IsCompleted)
        {
            double nowReplay = clock.Seconds(WaitingFor.Replay), nowWeights = clock.Seconds(WaitingFor.Weights);
            Assert.True(nowReplay >= replay && nowWeights >= weights);
            (replay, weights) = (nowReplay, nowWeights);
        }

        await owner;
        Assert.True(clock.Seconds(WaitingFor.Replay) > 0 && clock.Seconds(WaitingFor.Weights) > 0);
    }

    private void Pass(double seconds) => _time.Now += TimeSpan.FromSeconds(seconds);
}
