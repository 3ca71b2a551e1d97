using System.Text.Json;
using Akka.Actor;
using MtrlAkka.Cluster.Actors;
using MtrlAkka.Load.Floors;
using MtrlAkka.Load.Nodes;
using MtrlAkka.Physics;

namespace MtrlAkka.Cli.Timing.Wire;

/// <summary>Where the second process is to be found.</summary>
/// <param name="Node">Port of its actor system.</param>
/// <param name="Socket">Port of its plain TCP.</param>
internal sealed record BenchPorts(int Node, int Socket);

/// <summary>
/// The second process: replay shards, the target of publishes, and plain TCP. It says on standard output where it is, serves until
/// standard input ends, and then says what heartbeats came to it.
/// </summary>
internal static class BenchPeer
{
    /// <summary>Names of its actors.</summary>
    public const string Inserting = "inserting", Drawing = "drawing", Publishing = "publishing";

    /// <summary>Serves.</summary>
    /// <param name="run">The run whose messages come.</param>
    /// <param name="seed">Port of the node to join.</param>
    /// <param name="library">The MuJoCo library, part of what a run is made of.</param>
    public static async Task ServeAsync(BenchRun run, int seed, MuJoCoLibrary library)
    {
        var node = await LoadNode.StartAsync(seed).ConfigureAwait(false);
        await using (node.ConfigureAwait(false))
        {
            node.System.ActorOf(ReplayShardActor.Props(BenchRun.Context(run.Inserting, library), 0), Inserting);
            node.System.ActorOf(ReplayShardActor.Props(BenchRun.Context(run.Drawing, library), 0), Drawing);
            node.System.ActorOf(Props.Create(() => new PublishTarget()), Publishing);
            using var socket = new SocketServer();
            Say(new BenchPorts(node.Port, socket.Port));
            await Console.In.ReadToEndAsync().ConfigureAwait(false);
            Say(node.Heartbeats);
        }
    }

    private static void Say<T>(T what) => Console.WriteLine(JsonSerializer.Serialize(what));
}
