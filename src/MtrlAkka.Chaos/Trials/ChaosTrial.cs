using System.Diagnostics;
using MtrlAkka.Chaos.Databases;
using MtrlAkka.Chaos.Plans;
using MtrlAkka.Chaos.Watching;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Hosting;

namespace MtrlAkka.Chaos.Trials;

/// <summary>
/// A cluster of real processes trains while a plan breaks it, and after each recovery the run's folder is looked at. In lockstep
/// every run must end with the hashes of one that nothing happened to.
/// </summary>
/// <param name="options">What it is made of.</param>
/// <param name="plan">What goes wrong.</param>
/// <param name="database">Makes what keeps the journals; it is told which run is under way.</param>
/// <param name="tell">Is told what happens, in lines.</param>
public sealed class ChaosTrial(ChaosOptions options, ChaosPlan plan, Func<Func<RunFolder?>, IJournalDatabase> database, Action<string> tell)
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(90), Glance = TimeSpan.FromMilliseconds(200);
    private readonly Stopwatch _clock = new();
    private readonly List<string> _violations = [];
    private RunDriver? _runs;

    /// <summary>Tries.</summary>
    /// <exception cref="InvalidDataException">The cluster does not come up, or the undisturbed run does not end.</exception>
    public async Task<ChaosReport> RunAsync(CancellationToken stop)
    {
        Directory.CreateDirectory(options.Runs);
        await using var cluster = new ChaosCluster(
            options, plan.Seed, database(() => _runs?.Current?.Folder), Tell);
        foreach (var (environment, row) in options.NaNs) cluster.Folder.Poison(environment, row, Cluster.Run.EnvironmentPoison.NaN);
        RunFingerprint? expected = null;
        if (options.Shape.Mode == RunMode.Lockstep)
        {
            tell("the run is trained in one process that nothing happens to");
            expected = await RunDriver.TrainUndisturbedAsync(options, cluster.Environment, stop).ConfigureAwait(false);
        }

        _clock.Start();
        cluster.Start();
        var runs = _runs = new RunDriver(options, cluster, expected, Tell);
        var watcher = new ClusterWatcher(
            new StatusWatch(cluster.Specs.Select(static spec => spec.Address)), cluster.Processes, _clock, options.Shape.Environments, () => runs.Current is null);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var watching = watcher.WatchAsync(ending.Token);
        var faults = new FaultDriver(
            plan, new ChaosScene(options.Shape, cluster.Keeper, cluster.Network, cluster.Folder, cluster.Database, node => UpAsync(cluster, watcher, node, stop)),
            watcher.Progress, _clock, options.Patience, () => runs.Current?.Look(), Tell);
        Task? training = null;
        try
        {
            await WaitAsync(() => watcher.Last is { } view && view.Up.Count == options.Shape.Nodes.Count, "all nodes are up", stop).ConfigureAwait(false);
            var began = _clock.Elapsed;
            bool injecting = true;
            training = runs.DriveAsync(() => injecting, () => faults.StoresRefusedLately, ending.Token);
            await WaitAsync(() => watcher.Progress.AdvancesSince(began) > 2 || training.IsCompleted, "the run trains", stop).ConfigureAwait(false);
            await faults.DriveAsync(_clock.Elapsed + options.Lasting, stop).ConfigureAwait(false);
            if (faults.Violations.Count == 0) await Task.Delay(options.Aftermath, stop).ConfigureAwait(false);
            injecting = false;
            cluster.Network.Heal();
            if (faults.Violations.Count == 0) await FinishAsync(runs, training, stop).ConfigureAwait(false);
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await watching.ConfigureAwait(false);
            if (training is not null) await training.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return Report(cluster, watcher, faults, runs);
    }

    // Every line of what is told has its time.
    private void Tell(string line) => tell(FormattableString.Invariant($"{_clock.Elapsed.TotalSeconds,7:0.0} s  {line}"));

    private async Task FinishAsync(RunDriver runs, Task training, CancellationToken stop)
    {
        Tell(options.StopAtEnd ? "no further faults; the run is stopped" : "no further faults; the run shall end");
        try
        {
            if (options.StopAtEnd && runs.Current is not null) await runs.StopAsync(stop).ConfigureAwait(false);
            await training.WaitAsync(options.EndPatience, stop).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            _violations.Add(FormattableString.Invariant($"the run ends: it did not within {options.EndPatience.TotalSeconds:0} s after the last fault"));
        }
    }

    private Task UpAsync(ChaosCluster cluster, ClusterWatcher watcher, string node, CancellationToken stop)
    {
        string address = cluster.Specs.Single(spec => spec.Name == node).Address;
        var since = _clock.Elapsed;
        return WaitAsync(() => watcher.LastAt > since && watcher.Last!.Up.Contains(address), $"{node} is up", stop);
    }

    private async Task WaitAsync(Func<bool> holds, string what, CancellationToken stop)
    {
        var until = _clock.Elapsed + StartPatience;
        while (!holds())
        {
            if (_clock.Elapsed > until) throw new InvalidDataException($"for {StartPatience.TotalSeconds} s nobody could say that {what}: the nodes' logs are in {options.Logs}");
            await Task.Delay(Glance, stop).ConfigureAwait(false);
        }
    }

    private ChaosReport Report(ChaosCluster cluster, ClusterWatcher watcher, FaultDriver faults, RunDriver runs)
    {
        var checks = runs.Audits.SelectMany(static audit => audit.Checks).GroupBy(static check => check.Key)
            .ToDictionary(static check => check.Key, static check => check.Sum(static one => one.Value));
        checks[OwnedOnce.Name] = watcher.Owned.Looks;
        return new ChaosReport(
            plan,
            _clock.Elapsed,
            faults.Records,
            runs.Ended,
            checks,
            [.. faults.Violations, .. runs.Violations, .. _violations, .. runs.Audits.SelectMany(static audit => audit.Violations), .. watcher.Owned.Violations, .. cluster.Keeper.Complaints],
            cluster.Keeper.Exits,
            watcher.Samples)
        {
            Addresses = cluster.Specs.ToDictionary(static spec => spec.Name, static spec => spec.Address),
            Looks = watcher.Looks,
        };
    }
}
