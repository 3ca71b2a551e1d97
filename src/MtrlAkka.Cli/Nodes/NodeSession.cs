using System.Runtime.InteropServices;
using MtrlAkka.Checkpoints;
using MtrlAkka.Cli.Runs;
using MtrlAkka.Cluster.Configuration;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Nodes;
using MtrlAkka.Cluster.Run;
using Serilog.Events;

namespace MtrlAkka.Cli.Nodes;

/// <summary>A node of a cluster in this process, until it is asked to end or the cluster takes it out.</summary>
internal static class NodeSession
{
    /// <summary>Exit code of a node that should be started again: it was taken out, or could not hand over in time.</summary>
    public const int StartAgain = 75;

    private static readonly TimeSpan HandOver = TimeSpan.FromSeconds(60);

    /// <summary>Runs the node.</summary>
    /// <param name="options">Where it is and what it takes part in.</param>
    /// <param name="mujoco">Path of the MuJoCo library, or null to look for it.</param>
    /// <param name="log">Folder of the node's log, or null: under the runs' folder.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(ClusterNodeOptions options, string? mujoco, string? log)
    {
        Directory.CreateDirectory(options.RunsDirectory);
        // Several nodes that took any free port must not write into one file.
        string place = options.Port > 0 ? $"{options.Host}-{options.Port}" : $"{options.Host}-process-{Environment.ProcessId}";
        using var logging = new RunLogging(log ?? Path.Combine(options.RunsDirectory, "nodes", place));
        logging.AkkaConsoleLevel = LogEventLevel.Warning;
        logging.Say("Roles", options.Roles.Names());
        using var stopping = new CancellationTokenSource();
        await using var node = await ClusterNode.StartAsync(
            options,
            (run, configuration) =>
            {
                logging.Say("Run", run);
                return Open(options.RunsDirectory, run, configuration, mujoco, stopping.Token);
            },
            (folder, _, resumeStep) => new ClusterFace(folder, logging.Factory, resumeStep),
            logging.AddTo).ConfigureAwait(false);
        logging.Say("Node", node.Address);
        logging.Logger.Information(
            "node {Address} with the roles {Roles}, runs in {Runs}{Http}", node.Address, string.Join(", ", options.Roles.Names()), options.RunsDirectory,
            node.Http is { } port ? $", health and metrics on port {port}" : "");
        int signals = 0;
        var late = new TaskCompletionSource();
        void Signalled(PosixSignalContext context)
        {
            context.Cancel = true;
            if (Interlocked.Increment(ref signals) > 1) Environment.Exit(TrainingSession.Interrupted);
            logging.Logger.Information("handing over to other nodes; a second signal ends at once");
            node.Leave();
            _ = Task.Delay(HandOver).ContinueWith(_ => late.TrySetResult(), TaskScheduler.Default);
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Signalled);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Signalled);
        await Task.WhenAny(node.Ended, late.Task).ConfigureAwait(false);
        await stopping.CancelAsync().ConfigureAwait(false);
        if (!node.Ended.IsCompleted)
        {
            logging.Logger.Warning("no other node has taken over within {Seconds} s; this one ends all the same", HandOver.TotalSeconds);
            return StartAgain;
        }

        var end = await node.Ended.ConfigureAwait(false);
        if (end.Reason == NodeEndReason.Refused) throw new SettingsException(end.Line);
        logging.Logger.Information("node {Address} ends: {Why}", node.Address, end.Line);
        return end.Reason == NodeEndReason.Relieved ? 0 : StartAgain;
    }

    private static RunContext Open(string runsDirectory, string run, string text, string? mujoco, CancellationToken stopping)
    {
        var folder = RunFolder.Find(runsDirectory, run);
        var configuration = RunConfiguration.Parse(text, $"the configuration of {run}");
        var library = TrainingSession.Require(configuration, mujoco);
        return RunContext.Create(run, configuration, library, CrashPoint.Around(new DirectoryBlobStore(folder.Blobs)), stopping);
    }
}
