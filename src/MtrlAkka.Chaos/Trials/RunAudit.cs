using MtrlAkka.Chaos.Invariants;
using MtrlAkka.Chaos.Plans;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Hosting;

namespace MtrlAkka.Chaos.Trials;

/// <summary>Looks at a run again and again, and keeps what was wrong.</summary>
/// <param name="folder">The run.</param>
/// <param name="mode">How its parts are tied.</param>
public sealed class RunAudit(RunFolder folder, RunMode mode)
{
    private readonly CommittedStay _committed = new();
    private readonly List<IRunInvariant> _others = 
        [new OneLearnerCommits(), new InsertsOnce(mode == RunMode.Lockstep), .. mode == RunMode.Async ? [new LimiterBalances(losses: true)] : Array.Empty<IRunInvariant>()];
    private readonly Dictionary<string, long> _checks = [];
    private readonly List<string> _violations = [];

    /// <summary>The run.</summary>
    public RunFolder Folder => folder;

    /// <summary>How often each invariant was looked at.</summary>
    public IReadOnlyDictionary<string, long> Checks => _checks;

    /// <summary>What was wrong, a line for each; none twice.</summary>
    public IReadOnlyList<string> Violations => _violations;

    /// <summary>Looks at a run that may be in progress.</summary>
    public void Look()
    {
        if (!File.Exists(folder.Journal)) return;
        Look([_committed, .. _others]);
    }

    /// <summary>Looks at a run that should have ended, and reads every blob again.</summary>
    /// <param name="finished">Whether it should be finished, not only stopped.</param>
    /// <param name="expected">The fingerprint that it must have, or null where it may have any.</param>
    public void LookAtEnd(bool finished, RunFingerprint? expected)
    {
        _committed.ReadAllAgain();
        Look([_committed, .. _others, .. finished ? [new RunEnds(expected)] : Array.Empty<IRunInvariant>()]);
    }

    private void Look(IEnumerable<IRunInvariant> invariants)
    {
        var look = RunLook.At(folder);
        foreach (var invariant in invariants)
        {
            _checks[invariant.Name] = _checks.GetValueOrDefault(invariant.Name) + 1;
            foreach (string line in invariant.Violations(look))
            {
                string violation = $"{invariant.Name}: run {folder.Name}: {line}";
                if (!_violations.Contains(violation)) _violations.Add(violation);
            }
        }
    }
}
