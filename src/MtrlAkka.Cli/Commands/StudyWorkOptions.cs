using System.CommandLine;
using MtrlAkka.Cli.Runs;
using MtrlAkka.Cli.Studying;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Studies.Definitions;
using MtrlAkka.Studies.Grid;

namespace MtrlAkka.Cli.Commands;

/// <summary>How a study is worked at: options that <c>study run</c> and <c>study resume</c> share.</summary>
internal sealed class StudyWorkOptions
{
    private readonly Option<int> _parallel = new("--parallel") { Description = "Batches of runs at a time, each in a process of its own.", DefaultValueFactory = _ => 1 };
    private readonly Option<int?> _together = new("--together") { Description = "Seeds of a cell that share a process and its learner; all of them by default. Fewer need less memory." };
    private readonly Option<string[]> _nodes = new("--seed") { Description = "HOST:PORT of a node of a cluster that trains the runs; may be given often, for when one is away." };
    private readonly Option<string> _runs = Options.RunsDirectory();
    private readonly Option<string?> _tls = Options.Tls();
    private readonly Option<string?> _mujoco = Options.MuJoCo();

    public StudyWorkOptions()
    {
        _parallel.AtLeast(1);
        _together.AtLeast(1);
        _runs.Description = "With --seed: the folder that keeps the cluster's runs. They are made there, and the study has links to them.";
    }

    /// <summary>Where studies are kept.</summary>
    public Option<string> Directory { get; } = StudyCommand.StudiesDirectory();

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Directory, _parallel, _together, _nodes, _runs, _tls, _mujoco }) command.Add(option);
    }

    /// <summary>Works at a study.</summary>
    /// <param name="parsed">The options.</param>
    /// <param name="folder">The study's folder.</param>
    /// <param name="definition">The study to begin there; null: the one that is there.</param>
    /// <param name="anewFailed">Whether runs that have failed are tried anew.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(ParseResult parsed, StudyFolder folder, StudyDefinition? definition, bool anewFailed = false)
    {
        int together = parsed.GetValue(_together) ?? int.MaxValue, parallel = parsed.GetValue(_parallel);
        string? mujoco = parsed.GetValue(_mujoco);
        // Nothing is made before it is known that there is what trains it.
        if (parsed.GetValue(_nodes) is not { Length: > 0 } nodes)
        {
            foreach (var cell in (definition ?? StudyDefinition.Read(folder)).Cells) TrainingSession.Require(cell.Configuration(0), mujoco);
            if (definition is not null) folder.Begin(definition);
            using var processes = new ProcessTrainer(folder, mujoco);
            return await StudySession.RunAsync(folder, processes, new StudyGridLimits(parallel, together), anewFailed).ConfigureAwait(false);
        }

        var client = new ClusterClient(nodes, Options.Certificates(parsed.GetValue(_tls)));
        await using (client.ConfigureAwait(false))
        {
            await client.StatusAsync().ConfigureAwait(false);
            if (definition is not null) folder.Begin(definition);
            using var cluster = new ClusterTrainer(client, folder, parsed.GetValue(_runs)!);
            return await StudySession.RunAsync(folder, cluster, new StudyGridLimits(parallel, together), anewFailed).ConfigureAwait(false);
        }
    }
}
