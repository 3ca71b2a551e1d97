using System.CommandLine;
using System.Runtime.InteropServices;
using MtrlAkka.Cli.Dashboards;
using MtrlAkka.Cluster.Hosting;
using MtrlAkka.Cluster.Security;
using MtrlAkka.Dashboard;
using MtrlAkka.Dashboard.Links;

namespace MtrlAkka.Cli.Commands;

/// <summary><c>dashboard [RUN|HOST:PORT]</c>: the live page of the runs' folder, and of a cluster.</summary>
internal static class DashboardCommand
{
    public static Command Create()
    {
        var what = new Argument<string?>("run|cluster") { Description = "Name of a run, or HOST:PORT of a node of a cluster; nothing: all runs of the folder.", Arity = ArgumentArity.ZeroOrOne };
        var runs = Options.RunsDirectory();
        var mujoco = Options.MuJoCo();
        var tls = new Option<string?>("--tls") { Description = $"Folder with ca.pem, node.pem and node.key, where the cluster talks over TLS (also {NodeTls.Variable})." };
        var page = new PageOptions();
        var command = new Command("dashboard", "Shows runs, studies and a cluster on a live page until Ctrl-C.") { what, runs, mujoco, tls };
        page.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            string directory = parsed.GetValue(runs)!;
            string? name = parsed.GetValue(what);
            bool isRun = name is not null && File.Exists(new RunFolder(Path.Combine(directory, name)).Configuration);
            bool isCluster = !isRun && name is not null && name.Contains(':', StringComparison.Ordinal);
            string start = "/";
            if (name is not null && !isCluster)
            {
                var folder = RunFolder.Find(directory, name);
                directory = Path.GetDirectoryName(folder.Path)!;
                start = $"/runs/{Uri.EscapeDataString(folder.Name)}";
            }

            var options = page.Read(parsed, directory, parsed.GetValue(mujoco), start)!;
            if (!isCluster) return await ServeAsync(options, new NoLink()).ConfigureAwait(false);
            string? certificates = parsed.GetValue(tls) ?? Environment.GetEnvironmentVariable(NodeTls.Variable);
            var client = new ClusterClient([name!], certificates is { Length: > 0 } ? NodeTls.Load(certificates) : null);
            await using (client.ConfigureAwait(false))
            {
                // Whether there is a cluster is known before the page is there.
                await client.StatusAsync().ConfigureAwait(false);
                return await ServeAsync(options, new ClientLink(client)).ConfigureAwait(false);
            }
        });
        return command;
    }

    private static async Task<int> ServeAsync(DashboardOptions options, IClusterLink link)
    {
        using var logging = new RunLogging(runFolder: null);
        var server = await DashboardServer.StartAsync(options, link, logging.AddTo).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            foreach (string line in server.Lines) Console.WriteLine(line);
            var ended = new TaskCompletionSource();
            void Signalled(PosixSignalContext context)
            {
                context.Cancel = true;
                ended.TrySetResult();
            }

            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Signalled);
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Signalled);
            await ended.Task.ConfigureAwait(false);
        }

        return 0;
    }
}
