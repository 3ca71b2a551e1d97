using MtrlAkka.Checkpoints;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Run;
using MtrlAkka.Learning;
using MtrlAkka.MetaWorld;
using MtrlAkka.Physics;

namespace MtrlAkka.Cli.Playing;

/// <summary>The policy of a run's committed checkpoint, on the goals of its seed: those that it was trained on, where they were fixed.</summary>
internal sealed class RunPolicies : IPolicySource
{
    // Of a run that drew its goals afresh.
    private const int GoalsOfSeed = 50;

    private readonly RunContext _context;
    private readonly GoalTable _goals;
    private readonly PolicyNetwork _policy;

    /// <summary>Reads the weights.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="round">Rounds of the checkpoint, or null for the last one.</param>
    /// <param name="library">The MuJoCo to play on.</param>
    /// <param name="warn">Told what a person should know: a damaged checkpoint, another MuJoCo.</param>
    /// <exception cref="SettingsException">Nothing is committed yet, or no checkpoint of that round is kept.</exception>
    public RunPolicies(RunFolder folder, long? round, MuJoCoLibrary library, Action<string> warn)
    {
        var saved = SavedRun.Open(folder);
        (CheckpointManifest, PolicyVersion) Read(CheckpointManifest manifest) => (manifest, LearnerState.ReadPolicies(saved.Blobs, manifest.Policy)[^1]);
        var (manifest, version) = round is { } chosen ? saved.AtCommit(chosen, Read) : saved.AtLastCommit(Read, warn);
        if (library.Version != manifest.Provenance.MujocoVersion)
            warn($"the run was trained on MuJoCo {manifest.Provenance.MujocoVersion} and is played on {library.Version}");
        TorchRuntime.Threads = 1;
        _context = RunContext.Create(folder.Name, saved.Configuration, library, saved.Blobs, CancellationToken.None);
        var environments = _context.Settings.Environments;
        _goals = GoalTable.Create(environments.Tasks, Seed, environments.Goals ?? GoalsOfSeed);
        _policy = new PolicyNetwork(_context.Sac);
        _policy.Load(version.Weights);
        Name = $"policy of {folder.Name} after {Figures.Count(manifest.Round)} rounds";
    }

    public string Name { get; }

    public int Goals => _goals.GoalsPerTask;

    public uint Seed => _context.Settings.Seed;

    public Episode Prepare(string task, int goal)
    {
        var tasks = _context.Settings.Environments.Tasks;
        int index = tasks.ToList().IndexOf(TaskCatalog.FullName(task));
        return index >= 0
            ? new Episode(_context.CreateEnvironment(index), _goals[index, goal].ToArray(), new TrainedPlayer(_policy, index))
            : throw new SettingsException($"the run {_context.RunId} has not trained {TaskCatalog.FullName(task)}; it trained {string.Join(", ", tasks)}");
    }

    public void Dispose() => _policy.Dispose();
}
