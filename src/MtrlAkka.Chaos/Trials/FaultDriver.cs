using System.Diagnostics;
using MtrlAkka.Chaos.Faults;
using MtrlAkka.Chaos.Plans;
using MtrlAkka.Chaos.Watching;

namespace MtrlAkka.Chaos.Trials;

/// <summary>Carries out a plan: injects faults, ends them, waits for the run to go on, and measures how long it stood.</summary>
/// <param name="plan">The plan.</param>
/// <param name="scene">What faults can get at.</param>
/// <param name="progress">When the run made progress.</param>
/// <param name="clock">The trial's clock.</param>
/// <param name="patience">How long the run may take to go on after a fault.</param>
/// <param name="recovered">Called after each recovery.</param>
/// <param name="tell">Is told what happens, in lines.</param>
public sealed class FaultDriver(
    ChaosPlan plan, ChaosScene scene, ProgressLog progress, Stopwatch clock, TimeSpan patience, Action recovered, Action<string> tell)
{
    /// <summary>So many advances after a fault show that the run goes on; the first could have been under way before.</summary>
    private const int AdvancesOfRecovery = 3;

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100), StoresPatience = TimeSpan.FromSeconds(30);
    private readonly List<FaultRecord> _records = [];
    private readonly List<string> _violations = [];
    private TimeSpan _storesRefused = -StoresPatience;

    /// <summary>Faults so far.</summary>
    public IReadOnlyList<FaultRecord> Records => _records;

    /// <summary>Faults that the run did not outlive, a line for each.</summary>
    public IReadOnlyList<string> Violations => _violations;

    /// <summary>Whether the journal or the blobs could not be written lately, so that a run may have ended early.</summary>
    public bool StoresRefusedLately => clock.Elapsed - _storesRefused < StoresPatience;

    /// <summary>Injects until the time is over, the plan is at its end, or the run does not recover.</summary>
    /// <param name="lasting">How long faults may begin.</param>
    /// <param name="stop">Ends it; what lasts then is ended too.</param>
    public async Task DriveAsync(TimeSpan lasting, CancellationToken stop)
    {
        List<(FaultRecord Record, Task Ended)> under = [];
        for (int number = 0; clock.Elapsed < lasting && plan[number] is { } entry; number++)
        {
            if (!entry.Overlaps && under.Count > 0 && !await SettleAsync(under, stop).ConfigureAwait(false)) return;
            await Task.Delay(entry.After, stop).ConfigureAwait(false);
            var record = new FaultRecord(number, entry, clock.Elapsed, Recovered: null, TimeSpan.Zero);
            tell($"fault {number}: {entry}");
            under.Add((record, InjectAsync(entry, stop)));
        }

        if (under.Count > 0) await SettleAsync(under, stop).ConfigureAwait(false);
    }

    private async Task InjectAsync(PlannedFault entry, CancellationToken stop)
    {
        try
        {
            if (entry.Fault is RefusingDisk or DatabaseAway) _storesRefused = clock.Elapsed + entry.Lasting;
            await entry.Fault.BeginAsync(scene).ConfigureAwait(false);
            await Task.Delay(entry.Lasting, stop).ConfigureAwait(false);
        }
        finally
        {
            await entry.Fault.EndAsync(scene).ConfigureAwait(false);
            if (entry.Fault is RefusingDisk or DatabaseAway) _storesRefused = clock.Elapsed;
        }
    }

    private async Task<bool> SettleAsync(List<(FaultRecord Record, Task Ended)> under, CancellationToken stop)
    {
        await Task.WhenAll(under.Select(static one => one.Ended)).ConfigureAwait(false);
        var ended = clock.Elapsed;
        while (progress.AdvancesSince(ended) < AdvancesOfRecovery && clock.Elapsed - ended < patience) await Task.Delay(Glance, stop).ConfigureAwait(false);
        bool goesOn = progress.AdvancesSince(ended) >= AdvancesOfRecovery;
        var now = clock.Elapsed;
        foreach (var (record, _) in under)
            _records.Add(record with { Recovered = goesOn ? now : null, Outage = progress.LongestPause(record.Began, now) });
        if (!goesOn) _violations.Add(FormattableString.Invariant($"the run goes on: it did not within {patience.TotalSeconds:0} s after {string.Join(" and ", under.Select(static one => one.Record.Planned.Fault))}"));
        tell(goesOn ? FormattableString.Invariant($"recovered; longest pause {_records[^1].Outage.TotalSeconds:0.0} s") : _violations[^1]);
        under.Clear();
        if (goesOn) recovered();
        return goesOn;
    }
}
