using System.Text.Json;
using MtrlAkka.Cluster.Actors;
using MtrlAkka.Cluster.Async;
using MtrlAkka.Cluster.Metrics;
using MtrlAkka.Cluster.Protocol;
using MtrlAkka.Cluster.Telemetry;
using MtrlAkka.Load.Floors;
using MtrlAkka.Physics;

namespace MtrlAkka.Load.Nodes;

/// <summary>Where another process of a load is to be found.</summary>
/// <param name="Node">Port of its actor system.</param>
/// <param name="Socket">Port of its plain TCP.</param>
public sealed record PeerPorts(int Node, int Socket);

/// <summary>What another process counted so far.</summary>
/// <param name="LearnerWaited">Seconds that its learner waited for batches.</param>
/// <param name="EnvironmentsWaited">Seconds that all its environments waited for leave to go on.</param>
/// <param name="Updates">Updates of its learner.</param>
/// <param name="Steps">Steps of its environments.</param>
/// <param name="Heartbeats">Heartbeats that came to it.</param>
public sealed record PeerFigures(double LearnerWaited, double EnvironmentsWaited, long Updates, long Steps, HeartbeatFigures Heartbeats);

/// <summary>
/// Another process of a load: parts of a run in their real actors, an echo, and plain TCP. It says on standard output where it is, answers each line
/// of standard input with its figures, and ends with standard input.
/// </summary>
public static class LoadPeer
{
    /// <summary>The hidden command that it runs.</summary>
    public const string Command = "peer";

    /// <summary>Names of its actors.</summary>
    public const string Replay = "replay", Policy = "policy", Learner = "learner", Echo = "echo";

    /// <summary>All that a process may host.</summary>
    public static readonly IReadOnlyList<string> Parts = [Replay, Policy, Learner, Async];

    /// <summary>The part that hosts those of an asynchronous run, as it is told to.</summary>
    public const string Async = "async";

    /// <summary>Where that is below /user.</summary>
    public static string AsyncPath => $"{NodeActor.Name}/{PartRefs.NameOf(LoadRun.Name)}";

    /// <summary>Serves.</summary>
    /// <param name="run">The run.</param>
    /// <param name="parts">What it hosts, of <see cref="Parts"/>.</param>
    /// <param name="seed">Port of the node to join.</param>
    /// <param name="library">The MuJoCo library.</param>
    public static async Task ServeAsync(LoadRun run, IReadOnlyCollection<string> parts, int seed, MuJoCoLibrary library)
    {
        var context = run.CreateContext(library);
        var node = await LoadNode.StartAsync(seed).ConfigureAwait(false);
        await using (node.ConfigureAwait(false))
        {
            var system = node.System;
            var silent = system.ActorOf(SilentActor.Props, "silent");
            system.ActorOf(EchoActor.Props, Echo);
            if (parts.Contains(Replay)) system.ActorOf(ReplayShardActor.Props(context, 0), Replay);
            if (parts.Contains(Policy)) system.ActorOf(PolicyActor.Props(context), Policy);
            if (parts.Contains(Learner)) system.ActorOf(LearnerActor.Props(context, silent), Learner);
            if (parts.Contains(Async))
            {
                string self = LoadNode.PartNode(node.Port);
                system.ActorOf(HostActor.Props((PartRefs.NameOf(LoadRun.Name), AsyncPartsActor.Props(context, self, new Dictionary<(RunPart, int), Incarnation>(), silent))), NodeActor.Name);
            }

            using var socket = new SocketServer();
            Say(new PeerPorts(node.Port, socket.Port));
            while (await Console.In.ReadLineAsync().ConfigureAwait(false) is not null) Say(FiguresOf(node));
        }
    }

    private static PeerFigures FiguresOf(LoadNode node)
    {
        var meter = NodeTelemetry.Of(node.System);
        return new PeerFigures(
            meter.LearnerWaits.Seconds(WaitingFor.Batches), meter.EnvironmentWaits.Seconds(WaitingFor.Replay), meter.Updates.Value, meter.Steps.Value, node.Heartbeats);
    }

    private static void Say<T>(T what) => Console.WriteLine(JsonSerializer.Serialize(what));
}
