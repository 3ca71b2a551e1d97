using MtrlAkka.Chaos.Plans;

namespace MtrlAkka.Chaos.Trials;

/// <summary>What a trial is made of.</summary>
/// <param name="Program">The command line that starts this program: a dotnet host and the program's library.</param>
/// <param name="Folder">Where all of it goes: runs, logs, switches.</param>
/// <param name="Shape">The nodes.</param>
/// <param name="Preset">Preset of the runs.</param>
/// <param name="Settings">Settings of the runs over those of the preset, KEY=VALUE each.</param>
/// <param name="Rounds">Rounds of each run.</param>
/// <param name="Lasting">How long faults are injected; a plan that has an end may end sooner.</param>
public sealed record ChaosOptions(
    IReadOnlyList<string> Program, string Folder, ClusterShape Shape, string Preset, IReadOnlyList<string> Settings, long Rounds, TimeSpan Lasting)
{
    /// <summary>All settings of the runs.</summary>
    public IEnumerable<string> AllSettings => Settings.Append(FormattableString.Invariant($"run.rounds={Rounds}"));

    /// <summary>How long a run may take to go on after a fault before that is a violation.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>How long the run may take to its end behind the last fault.</summary>
    public TimeSpan EndPatience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether the run under way is stopped behind the last fault, instead of being trained to its end.</summary>
    public bool StopAtEnd { get; init; }

    /// <summary>How long the run goes on undisturbed behind the last fault before it is stopped, or its end is waited for.</summary>
    public TimeSpan Aftermath { get; init; }

    /// <summary>Steps that are given a NaN in each run, and in the one that it is compared with.</summary>
    public IReadOnlyList<(int Environment, long Row)> NaNs { get; init; } = [];

    /// <summary>Where the runs are.</summary>
    public string Runs => Path.Combine(Folder, "runs");

    /// <summary>Where the nodes' output is.</summary>
    public string Logs => Path.Combine(Folder, "logs");

    /// <summary>Switches for faults inside the nodes.</summary>
    public string Switches => Path.Combine(Folder, "faults");
}
